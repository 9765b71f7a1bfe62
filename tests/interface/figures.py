"""Says whether the server's own figures show that the calls were meaningful: nothing was answered 5xx, nobody was turned
away for want of room or for too many calls, and every kind of call was also answered as one that is good."""

import collections
import re
import sys

LINE = re.compile(r'^zorgkas_software_calls_total\{method="(\w+|-)",route="([^"]*)",status="(\d+)"\} (\d+)$')
# Nobody in the sandbox pays a share of their own: there is no PVT in it.
NEVER_GOOD = {("POST", "/v1/personalShare/get")}

answers = collections.defaultdict(collections.Counter)
for line in open(sys.argv[1], encoding="utf-8"):
    if found := LINE.match(line):
        method, route, status, count = found.groups()
        answers[method, route][int(status)] += int(count)

faults = []
for (method, route), by_status in sorted(answers.items()):
    told = ", ".join(f"{status}: {count}" for status, count in sorted(by_status.items()))
    print(f"{method:8}{route:40}{told}")
    if any(status >= 500 or status == 429 for status in by_status):
        faults.append(f"{method} {route} was answered {told}")
    is_known = route != "-" and method in ("GET", "POST") and 405 not in by_status
    if is_known and (method, route) not in NEVER_GOOD and not any(200 <= status < 300 for status in by_status):
        faults.append(f"{method} {route} was never answered as a good call")
if not answers:
    faults.append("no call was counted")
print("\n".join(faults))
sys.exit(bool(faults))
