"""The accessibility statement, in the parts that the regulations ask for."""

PREPARED = "23 November 2026"

STATEMENT = {
    "Who this is for": "Public bodies use this site, so the Public Sector Bodies (Websites and "
    "Mobile Applications) (No. 2) Accessibility Regulations 2018 apply. We want as many people as "
    "possible to be able to use it. That "
    "includes people who use a keyboard, a screen reader or larger text, or cannot rely on colour.",
    "How accessible this site is": "This site is partially compliant with the Web Content "
    "Accessibility Guidelines version 2.2, level AA. Automatic checks find no problems on any "
    "page in light or dark mode. They cannot find everything. The problems we know about are "
    "listed here.",
    "Maps and charts": "You cannot explore a map with a keyboard. Every map has a description for "
    "screen readers and a table with the same figures, where you can select an area. We never "
    "use colour alone. Classes have labels, markers have different shapes and areas with no "
    "figure are crossed out.",
    "Tables": "You cannot reach the column menu, which sorts a table, with a keyboard. In each "
    "table, two tab stops show no focus. You can download the same figures as a CSV file.",
    "Keyboard": "Outside text boxes, the R key reloads the page. You cannot turn this off.",
    "Printing": "Browsers cut off wide tables and charts when printing. Use “Download figure” or "
    "“Download profile” instead. You can select text in the PDF files, but they are not tagged. "
    "The Word files have headings, captions and descriptions.",
    "Contact us": "If you cannot use something or need it in another format, contact the "
    "partnership named at the bottom of this page. If you are not happy with our response, "
    "contact the Equality Advisory and Support Service. The Equality and Human Rights Commission "
    "enforces the regulations.",
}
