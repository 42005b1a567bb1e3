"""Which module measures which figure; names are kept, so that runs compare."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """A module with a function ``measure() -> list[Row]``, and the rows it makes."""

    module: str
    names: tuple[str, ...]

    def is_wanted(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self.names)


FAMILIES = (
    Family(
        "benchmarks.map_change",
        (
            "map.change_bytes",
            "map.change_bytes.worst",
            "map.change_bytes.again",
            "map.change_bytes.uncompressed",
            "map.change_cpu_ms",
            "map.change_cpu_ms.whole",
            "map.change_cpu_ms.bare",
        ),
    ),
    Family(
        "benchmarks.map_view",
        ("map.change_bytes.figure", "map.change_bytes.figure_deflated", "map.view_cpu_ms"),
    ),
    Family(
        "benchmarks.map_paint",
        ("map.first_paint_ratio", "map.first_paint_s", "map.first_paint_s.empty"),
    ),
    Family(
        "benchmarks.looks",
        (
            *(
                f"looks.map_share.{view}"
                for view in (
                    *("overview", "map", "present", "areas", "social", "both", "list"),
                    *("profile", "build", "work", "money", "small_maps"),
                )
            ),
            "looks.cut_texts_1440",
            "looks.cut_texts_1280",
        ),
    ),
    Family(
        "benchmarks.interact",
        tuple(
            f"interact.{what}_ms"
            for what in (
                *("overview", "map", "targeting", "investment", "working_model", "compare"),
                *("map_indicator", "targeting_weight"),
            )
        ),
    ),
    Family(
        "benchmarks.jobs",
        (
            *(f"jobs.J{number}_clicks" for number in (*range(1, 5), *range(6, 15))),
            "jobs.J5_step_clicks",
            "jobs.J5_investment_clicks",
            "jobs.over_budget",
        ),
    ),
    Family("benchmarks.search", ("search.ms", "search.ms.worst")),
    Family("benchmarks.pack", ("pack.open_s",)),
    Family("benchmarks.targeting", ("targeting.draws_s",)),
    Family(
        "benchmarks.estimates",
        (
            "estimates.within_district_r",
            "estimates.leicester_r",
            "estimates.rmse_pp",
            "estimates.top10_found",
            "estimates.coverage_pct",
            "estimates.coverage_pct.others",
            "estimates.england_within_r",
            "estimates.imd_r",
        ),
    ),
    Family("benchmarks.suggest", ("targeting.suggest_s",)),
    Family("benchmarks.ledger", ("investment.import_s", "investment.import_mb")),
    Family(
        "benchmarks.imports",
        ("import.cases_wrong", "import.csv_s", "import.csv_mb", "import.xlsx_s", "import.xlsx_mb"),
    ),
    Family("benchmarks.ledger_rerun", ("investment.rerun_ms", "investment.rerun_ms.worst")),
    Family("benchmarks.paper", ("paper.png_s", "paper.svg_s", "paper.pdf_s", "paper.pptx_pack_s")),
    Family(
        "benchmarks.looks_papers",
        (
            "looks.map_half_pct",
            "looks.map_wide_pct",
            "looks.sheet_type_pt",
            "looks.word_column_mm",
            "looks.word_pages",
        ),
    ),
    Family("benchmarks.paper_memory", ("paper.leak_mb",)),
    Family(
        "benchmarks.load",
        tuple(
            f"load.{what}_{users}"
            for users in (1, 10, 25, 50, 100)
            for what in (
                "p95_ms",
                "p50_ms",
                "open_max_ms",
                "rss_mb",
                "growth_mb",
                "errors",
                "message_kb",
            )
        ),
    ),
    Family(
        "benchmarks.heavy",
        (
            *(
                f"load.heavy_{what}{kind}"
                for kind in ("", ".simulations", ".import")
                for what in (
                    "p95_ms_10",
                    "quiet_p95_ms_10",
                    "ratio_10",
                    "p50_ms_10",
                    "errors_10",
                    "rss_mb_10",
                    "wait_s",
                )
            ),
            "load.mix_p95_ms_50",
            "load.mix_p50_ms_50",
            "load.mix_paper_p95_ms_50",
            "load.mix_errors",
            "load.mix_rss_mb_50",
        ),
    ),
    Family(
        "benchmarks.hostile",
        (
            "hostile.flood_ratio",
            "hostile.flood_rerun_ms",
            "hostile.upload_mb",
            "hostile.uploads_taken",
        ),
    ),
    Family("benchmarks.england", ("targeting.england_s", "targeting.england_mb")),
    Family(
        "benchmarks.england_app",
        (
            "england.open_s",
            "england.first_open_s",
            "england.region_change_s",
            "england.region_bytes",
            "england.change_s",
            "england.change_bytes",
            "england.first_paint_ratio",
            "england.first_paint_s",
            "england.rss_mb_10",
            "england.p95_ms_10",
            "england.errors_10",
        ),
    ),
)


def wanted(prefix: str) -> list[Family]:
    """The families with a row whose name begins with `prefix`, in order."""
    return [family for family in FAMILIES if family.is_wanted(prefix)]
