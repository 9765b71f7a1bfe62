"""Prints how many kinds of calls passed and how many did not, from a report of schemathesis (JUnit)."""

import sys
import xml.etree.ElementTree as ElementTree

try:
    cases = list(ElementTree.parse(sys.argv[1]).iter("testcase"))
except (OSError, ElementTree.ParseError) as error:
    # It did not get as far as a report.
    print(f"{sys.argv[1]}: {error}", file=sys.stderr)
    cases = []
failed = sum(any(part.tag in ("failure", "error") for part in case) for case in cases)
# A run without a case has tried nothing.
print(len(cases) - failed, failed if cases else 1)
