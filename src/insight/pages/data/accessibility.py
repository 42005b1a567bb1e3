"""The accessibility statement, in the parts that the regulations ask for."""

PREPARED = "23 November 2026"

STATEMENT = {
    "What it is about": "These pages are used by public bodies, so that the Public Sector Bodies "
    "Accessibility Regulations 2018 apply. We want as many people as possible to be able to use "
    "them: with a keyboard, a screen reader, larger type, or without telling colours apart.",
    "How accessible they are": "Partly compliant with the Web Content Accessibility Guidelines "
    "2.2, level AA. An automatic check finds no violation on any page, in light or dark, and is "
    "repeated at every change. It cannot find everything: what we know of stands below.",
    "Maps and charts": "A map cannot be explored by keyboard. Every one has a description that "
    "is read out, and a table beside or under it with the same figures, from which an area can "
    "be chosen. No meaning is in colour alone: classes have words, marks differ in shape, and "
    "areas without a figure are crossed out.",
    "Tables": "The menu of a column, for sorting, cannot be reached by keyboard, and a table "
    "takes two stops of the tab key on which no focus is seen. The file under each table (CSV) "
    "has all of it.",
    "Keys": "The key R draws the page again, outside of text boxes; it cannot be turned off.",
    "Print": "A browser cuts off wide tables and charts when it prints. “Figure for paper” and "
    "“One page” give files that are made for paper, with descriptions; text in the PDF files can "
    "be selected, but they are not tagged. The Word files have headings, captions and "
    "descriptions.",
    "Tell us": "If something cannot be used, or you need it in another form, write to the "
    "partnership named at the foot of the page and say which page it was. If you are not content "
    "with the answer, the Equality Advisory and Support Service advises you; the Equality and "
    "Human Rights Commission enforces the regulations.",
}
