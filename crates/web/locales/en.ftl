# Words of the screens, English. Every key stands in nl.ftl too.

product = Zorgkas
product-what = Central application of the care funds
skip = To the content
language-other = Nederlands
language-label = Language
dossiers = Dossiers
back-to-dossiers = All dossiers
go-on = Go on to the page
back-to-start = To the start
colon = { $label }:

# Demonstration
demo-notice = Demonstration: all people, numbers and amounts are made up.

# List
list-title = Dossiers
list-intro = The dossiers of the members of { $fund }, newest first.
list-empty = { $fund } has no dossiers.
list-person = Person
list-facility = Facility
list-sector = Sector
list-state = State
list-received = Request received
list-covered = Covered
list-covered-none = No days
list-has-gap = with a gap
list-would-cover = if accepted
list-next = Older dossiers
list-first = Newest dossiers
pager = Pages
person-unknown = Name unknown

# State of a dossier
state-PENDING = Under consideration
state-ACCEPTED = Accepted
state-REFUSED = Refused
state-ENDED = Ended

# State of a message
outcome-ACCEPTED = Accepted
outcome-PENDING = Under consideration
outcome-REFUSED = Refused
outcome-QUEUED = Waits for an earlier message

# Decision
decision = Decision
decision-covered = Covered from { $from } to { $to }, both included.
decision-covered-none = No days are covered yet: an extension can give them.
decision-would-cover = If accepted, covered from { $from } to { $to }, both included.
decision-gap = { $days ->
    [one] One day in between is not covered.
   *[other] { $days } days in between are not covered.
}
decision-pending = The request is not decided yet.
decision-refused = The request is refused: no days are covered.
decision-ended = The stay ended on { $end }.
decision-ended-why = The stay ended on { $end }: { $reason }.
decision-change-waits = A change waits for a decision: { $kind } of { $received }.
decision-acts-care_fund = Now to act: the care fund.
decision-acts-facility = Now to act: the facility.
decision-taken = Taken by { $who }.
decision-not-taken = Taken by nobody yet.
decision-reason = Reason that the care fund gave
decision-objection = Objection

# Facts
facts-title = Details
fact-line-person-birth = Born
fact-line-person-death = Died
fact-line-care-fund = Care fund of today
care-fund-none = None: not affiliated
fact-line-facility = Facility
fact-line-sector = Sector
fact-line-reference = VSB reference
reference-none = None yet
reference-never = None
fact-line-start = Start of the stay
fact-line-end = End of the stay
fact-line-departed = Destination
fact-line-received = Request received
fact-line-decided = Decided
fact-line-migration = Origin of the dossier
migration-yes = Taken over from the sickness funds
fact-line-user-type = Type of user
user-type-WITH_INTELLECTUAL_DISABILITY = With intellectual disability
user-type-WITHOUT_INTELLECTUAL_DISABILITY = Without intellectual disability
not-known = Not known

# Findings
findings-title = Findings
findings-none = Nothing was found: all checks are passed.
findings-of = On message { $number }: { $kind } of { $received }
finding-acts = Who acts
finding-facts = What it rests on
finding-source = Source
finding-code = Code
effect-note = Note
effect-pending = Under consideration
effect-refuse = Refusal
acts-care_fund = The care fund
acts-facility = The facility

# Timeline
timeline-title = Timeline
timeline-picture = Timeline of the dossier
timeline-described = Stay, approved periods and messages from { $from } to { $to }. The table below the drawing says the same.
timeline-stay = Stay
timeline-approved = Approved
timeline-would-approve = Approved if accepted
timeline-messages = Messages
timeline-today = today
timeline-gap-short = not covered
timeline-table = The same timeline as a table
timeline-what = What
timeline-from = From
timeline-to = To, included
row-stay = Stay
row-request = Approved by the request
row-would-request = Approved if accepted
row-extension = Approved by an extension
row-gap = Not covered
row-today = Today
still-going = still going on
row-open = without end
row-message = Message { $number }: { $kind }

# Messages
messages-title = Messages
message-received = Received
message-answer = Answer
message-first = First answer
message-findings = { $count ->
    [0] Without findings.
    [one] With one finding.
   *[other] With { $count } findings.
}
message-covers = Coverage after this message: { $from } to { $to }, both included.
message-covers-none = Coverage after this message: no days.
message-reason = Reason of the care fund: { $reason }
message-original = Original
message-id = Id of the message
message-hash = Fingerprint of the bytes received (SHA-256)
kind-REQUEST = Request
kind-CONTACT = Contact changed
kind-ADMINISTRATIVE = Administrative change
kind-START_DATE = Start changed
kind-EXTENSION = Extension
kind-EXTENSION_CANCELLATION = Extension withdrawn
kind-END = End of the stay
kind-END_CHANGE = End changed
kind-END_CANCELLATION = End withdrawn

# Foot
looked = This look is recorded in the journal: { $who }, { $at }.
hidden = The national number and the diagnosis are not on this page: each has a right of its own.

# Facts of findings
fact-approved_until = Approved until
fact-back_days = Days back
fact-closed = Closed
fact-count = Number of days
fact-covered_start = First covered day
fact-current_end = Current end
fact-day = Day
fact-departed_to = Destination
fact-earliest = Earliest day
fact-end = End
fact-end_reason = Reason of the end
fact-fields = Fields
fact-first_day = First day
fact-first_reported = First reported
fact-follow_up_days = Term for a follow-up, in days
fact-from = From
fact-last_day = Last day
fact-last_end = End of the stay before
fact-max_days = Longest period, in days
fact-missing = Missing
fact-received = Received
fact-received_on = Received by the sickness fund
fact-reference = Reference
fact-report_days = Term to report, in days
fact-requested_end = End asked for
fact-sector = Sector
fact-start = Start
fact-term_days = Term, in days
fact-term_months = Term, in months
fact-to = To, included
fact-transfer_day = Day of transfer

# Errors
error-400-title = Cannot be processed
error-400 = What you sent is incomplete or cannot be read. Nothing of it was done. Go back and check it.
error-403-title = Not yours to see
error-403 = Your role has no right to this, or it is not of your organisation. You do not see it, and nothing of it was shown.
error-404-title = Not found
error-404 = There is no such page. Check the address, or go to the start.
error-409-title = Changed meanwhile
error-409 = What you wanted to do cannot be done any more: somebody else came first, or things have changed. Nothing of it was done. Go back and load the page again.
error-500-title = Something went wrong
error-500 = The fault is ours. Please try again later.
error-503-title = Not available just now
error-503 = The application is busy. Please try again in a moment.
error-id = Id for the help desk: { $id }

# Dates
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
date = { $day } { $month } { $year }
date-and-time = { $date } at { $time }

# Amounts
thousands = ,
decimal-point = .
amount = { $sign }€{ $number }

# Answer on a sending
answer-title-931000 = Acknowledgement of a sending
answer-title-920999 = Technical refusal of a sending
answer-title-920098 = Findings on a sending
answer-title-920099 = Refusal of a sending
answer-title-920900 = Settlement of a sending
answer-lead-ACCEPTED_TECHNICAL = The sending is received and can be read.
answer-lead-REFUSED_TECHNICAL = The sending cannot be read. Mend what stands below and send it again under the same sending number.
answer-lead-REFUSED = The whole sending is refused: nothing of it is paid. Mend what stands below and send a new sending.
answer-lead-IN_REVIEW = The sending is judged; an employee of the care fund still decides the open lines.
answer-lead-DECIDED = The sending is judged and waits for the signature of the care fund.
answer-lead-SETTLED = The sending is settled: below stands what became of each line.
answer-facility-label = Facility
answer-fund-label = Care fund
answer-month-label = Month
answer-sending-label = Sending number
answer-reference-label = Your reference
answer-created-label = Created on
answer-received-label = Received
answer-signed-label = Signed
answer-payment-label = Structured reference
answer-share-label = Share of errors
answer-share = { $errors } of { $records } records
answer-amounts = Amounts
answer-asked = Asked
answer-accepted = Accepted
answer-refused = Refused
answer-open = In review
answer-set-off = Set off against the debt of { $reference }
answer-payable = To be paid to the facility
answer-debt = To be paid back: set off against a next settlement
answer-times = { $count ->
    [one] once
   *[other] { $count } times
}
answer-type-T = Technical fault
answer-type-B = Refuses the whole sending
answer-type-F = Refuses the invoice
answer-type-R = Refuses the line
answer-type-P = In review: an employee looks
answer-whole = The sending as a whole
answer-invoice = Invoice { $number }
answer-credit = Credit note { $number }
answer-invoices = All invoices and lines
answer-invoices-found = Invoices and lines with a finding
answer-day = Day
answer-days = { $from } to { $to }
answer-code = Code
answer-units = Number
answer-outcome = Outcome
answer-because = Why
answer-outcome-ACCEPTED = Accepted
answer-outcome-REFUSED = Refused
answer-outcome-OPEN = In review
answer-decided-yes = Decided by the care fund: accepted
answer-decided-no = Decided by the care fund: refused
answer-origin = Origin
answer-input = Fingerprint of the file received
answer-law = Fingerprint of the rules applied
answer-content = Fingerprint of what was signed

# Sign-in
sign-in-title = Sign in
sign-in-not-done = Your session had ended. What you sent was not done: sign in and do it again.
sign-in-name = User name
sign-in-password = Password
sign-in-refused = The user name or the password is not right. After five attempts that failed an account is closed for a while, longer each time.
sign-in-too-often = Too many attempts to sign in were made from this address. Nothing was tried: wait { $seconds } seconds and do it again.
sign-in-by = Sign in with { $provider }
sign-in-provider-failed = Signing in at the identity provider did not succeed, or you have no role there for this application. Id for the help desk: { $id }
sign-in-demo-title = Logins of the demonstration
sign-in-demo = Choose as whom you work. These people are made up, and only in a demonstration their password stands on this page.
sign-in-demo-who = Who
sign-in-demo-role = Role
sign-in-demo-code = with a second factor
code-title = Code of your second factor
code-intro = Your password is right. Now give the six digits that your authenticator shows.
code-label = Code of six digits
code-refused = The code is not right, was used already, or you waited too long. A code holds once: wait for the next one, or begin again.
code-begin = Begin again
code-demo = Demonstration: the authenticator of { $name } now shows { $code }.
sign-out = Sign out
no-page-title = No pages yet
no-page = This version has no screens for your role yet.

# Navigation
nav-label = Parts
nav-dossiers = Dossiers

# Roles
role-at = { $role }, { $place }
role-none = no person
role-fund-CaseWorker = case worker
role-fund-Signatory = signatory
role-fund-Payer = payer
role-fund-Auditor = auditor
role-facility-Coordinator = coordinator
role-facility-BillingClerk = billing clerk
role-facility-Manager = manager
role-agency = agency
role-agency-Registers = keeper of the registers
role-agency-Tariffs = keeper of the prices
role-agency-Attestation = attestation of software
role-agency-Auditor = auditor

# Parts of all pages
table-empty = There is nothing.
table-first = First page
table-next = Next page
table-files = This table as a file
table-do = Do
filter-show = Show
filter-all = All
filter-facility = Facility (HCO number)
filter-facility-hint = Eight digits
facility-unknown = Unknown facility
form-wrong = Nothing was done: look at what is marked below.
field-control-characters = Type plain text: it holds a character that cannot be kept.
somebody-else = Somebody else
back-to-dossier = Back to the dossier

# Worklist
nav-worklist = Worklist
worklist-title = Worklist
worklist-lead = Everything in beraad for the members of your care fund, the oldest first.
worklist-items = Requests and changes in beraad
worklist-empty = No request or change is in beraad.
worklist-sendings = Sendings with lines in beraad
worklist-sendings-empty = No sending has lines in beraad.
worklist-missing = What is missing or looked at
worklist-supplies = Who supplies it
worklist-more = { $count ->
    [one] and one more point
   *[other] and { $count } more points
}
worklist-age = Days old
worklist-has = Taken by
worklist-whose = Whose
worklist-whose-all = Everything
worklist-whose-nobody = Taken by nobody
worklist-whose-mine = Taken by me
worklist-take = Take
worklist-taken = Taken: others see that you are at it.
worklist-released = Released: anyone can take it.
worklist-release = Release
worklist-next = Next in the worklist
worklist-done = Nothing is free any more: the worklist is empty, or colleagues have taken the rest.
worklist-lines = Lines in beraad
sending-month = Month
sending-one = Sending

# Deciding
decide-title = Decide
decide-accept = Accept
decide-refuse = Refuse
decide-reason = Reason
decide-reason-hint = Needed for a refusal. The facility gets to read this text.
decide-reason-missing = Write why: a refusal needs a reason.
dossier-accepted = Accepted. The facility has the answer.
dossier-refused = Refused. The facility has the answer.
dossier-taken = You have taken this dossier.
dossier-released = You have released this dossier.
dossier-taken-by-other = { $who } has taken this dossier and decides on it.
dossier-person = This person
dossier-print = Decision to print
dossier-journal = Journal of this dossier
not-decided-taken = Nothing was done: { $who } has taken this dossier. What you typed still stands below.
typed-kept = What you typed
not-decided-changed = Nothing was done: the dossier changed since you looked at it. Below is how it stands now; what you typed is still there.
not-decided-nothing = Nothing was done: this was decided in the meantime. Below is how it stands now.
not-decided-refuses = This cannot be accepted: the checks refuse it ({ $codes }).
not-decided-affiliation = This cannot be accepted now: it waits for the person's affiliation and is then judged again by itself.
decision-printed = Decision on the request
message-download = Message as received

# Calendar of days
calendar-title = Calendar of days
calendar-same = The same days as a table
calendar-table = Invoiced days
calendar-none = Nothing is invoiced yet.
day-covered = Covered, not invoiced
day-open = In beraad
day-accepted = Accepted
day-refused = Refused
day-paid = Paid
day-back = Taken back

# Journal
journal-title = Journal
journal-lead = What was done, by whom and when, the latest first.
journal-lead-looks = What was done and looked at, by whom and when, the latest first.
journal-number = Number
journal-at = When
journal-who = Who
journal-what = What
journal-hash = Seal in the chain
did-careRequest = Request received and judged
did-change = Change received and judged
did-decide = Decided
did-takeDossier = Taken
did-releaseDossier = Released
did-takeSending = Sending taken
did-releaseSending = Sending released
did-readDossier = Dossier looked at
did-look = Looked at
did-insuranceStatus = Insurance status asked
did-personalShare = Personal share asked
did-affiliate = Affiliation asked
did-mutate = Mutation asked
did-endMembership = End of membership asked
did-notePremium = Premium noted
did-closeTask = Task closed
did-changePerson = Register changed
did-batch = Sending received and judged
did-reviewLines = Lines taken into review
did-decideLines = Lines decided
did-sign = Signed
did-readTrail = Trail of the money looked at
did-bankAnswer = Answer of the bank noted

# Looks
nav-looks = Looks
looks-title = Who looked at whom
looks-lead = Every look at the data of a person by people of your care fund, the newest first. Behind the name of a person are all looks at that person.
looks-of-one = You see only the looks at one person.
looks-of-all = All persons
looks-empty = There is no look.
looks-at = When
looks-who = Who
looks-page = Page
looks-why = Why
look-readDossier = Dossier
look-listDossiers = List of dossiers
look-worklist = Worklist
look-journal = Journal of a dossier
look-next = Next of the worklist
look-originalMessage = Original of a message
look-originalSending = Original of a sending
look-answers = Answers on a sending
look-readTrail = The money walked back
look-sendings = List of sendings
look-sending = Sending
look-signing = Signing of a sending
look-payments = Payments
look-order = Payment order
look-orderFile = File of a payment order
look-today = Today
look-search = Search
look-person = Person
look-inbox = Inbox
look-batchAnswer = Answer on a sending
look-tasks = List of tasks
look-task = Task
look-other = Another page

# Sendings
nav-sendings = Sendings
sendings-title = Sendings
sendings-lead = The invoice files for your care fund, the newest first.
sendings-empty = No sending answers to this.
sending-number = Sending { $number }
sending-title = Sending { $number } of { $facility }
sending-state-REFUSED_TECHNICAL = Unreadable
sending-state-REFUSED = Refused
sending-state-IN_REVIEW = In beraad
sending-state-DECIDED = To be signed
sending-state-SETTLED = Signed, to be paid
sending-state-PAID = Paid
sending-asked = Asked
sending-accepted = Accepted amount
sending-refused-lines = Refused lines
sending-open-lines = In beraad
sending-received = Received
sending-lines = Lines
sending-line = Invoice and place
sending-amount = Amount
sending-found = Finding
sending-effect = Effect
sending-times = Times found
sending-steps = Where this sending stands
sending-signed-by = Signed by
sending-reference = Payment reference
sending-to-pay = To be paid
sending-deciders = Decided by
sending-four-eyes = Your care fund asks four eyes: who decided a line does not sign.
sending-go-sign = Check and sign
sending-answers = Answers and files
sending-file = File
sending-original = File as received
back-to-sendings = All sendings
back-to-sending = Back to the sending
filter-month-hint = Year and month: 2024-03
step-received = Received
step-read = Readable
step-judged = Judged
step-decided = Decided
step-signed = Signed
step-paid = Paid
step-open = { $count ->
    [one] one in beraad
   *[other] { $count } in beraad
}
lines-decide = Decide lines in beraad
lines-which = All lines of this reason
lines-one = Or one line (invoice and place)
lines-one-hint = For example 12.3. Empty: all lines of the chosen reason.
lines-empty = No line answers to this.
lines-accepted = Accepted: the lines are decided.
lines-refused = Refused: the lines are decided.
lines-taken = The lines are taken into review.
sending-taken = You have taken this sending.
sending-released = You have released this sending.
sending-taken-by-other = { $who } has taken this sending and decides its lines.
lines-taken-by-other = Nothing was done: { $who } has taken this sending. What you typed is below.
lines-not-decided = Nothing was done: the sending changed since you looked at it, or no line answers to this. Below is how it stands now.
lines-review = Look at it yourself
lines-review-lead = Accepted lines can be taken into review: of one invoice, under one code, or all.
lines-review-do = Take into review
lines-invoice = Invoice number
sending-signed = Signed. The facility has its settlement; the amount is to be paid.

# Signing
sign-title = Sign
sign-lead = This is what you sign. Check it; in doubt go back.
sign-what = What you sign
sign-part = Part
sign-hash = Seal over file and outcomes
sign-set-off = Set off against open debt
sign-means = After signing nothing of this sending changes any more: the facility gets its settlement and the amount becomes payable.
sign-do = Sign
sign-four-eyes = Your care fund asks four eyes: you decided a line of this sending, so somebody else signs.
sign-not-done = It was not signed: the sending is not what you saw any more, or somebody else must sign.

# Trail of the money
trail-title = Trail of the money
trail-lead = From the payment back to the requests on which it rests. Every step was checked by the seal that was kept of it.
trail-whole = Every step holds.
trail-broken = Not every step holds: see below.
trail-order = Payment order
trail-transfer = Transferred
trail-settlement = Settlement
trail-lines = Accepted lines
trail-sending = Sending received
trail-dossiers = Dossiers on which the lines rest
trail-request = Request as received
trail-bytes = Evidence
order-number = Order { $number }

# Payments
nav-payments = Payments
payments-title = Payments
payments-lead = A settlement is paid within six weeks of its signing.
payments-overdue = Overdue
payments-soon = Within a week
payments-due = To be paid
payments-at-bank = At the bank
payments-rejected = Sent back by the bank
payments-came-back = Sent back, to be paid again
payments-bank-said = The bank: { $reason } on { $at }
payments-unpaid = Not yet paid
payments-none = There is nothing to be paid.
payments-last-day = Last day
payments-days-left = { $days ->
    [0] today
    [one] one day left
   *[other] { $days } days left
}
payments-days-over = { $days ->
    [one] one day late
   *[other] { $days } days late
}
payments-age = Days since receipt
payments-make-order = Make a payment order
payments-order-lead = Everything that is to be paid in one order for the bank. Number of transfers: { $count }. Together: { $sum }.
payments-ordered = The order is made.
payments-nothing-due = There is nothing to be paid: everything is at the bank or paid.
payments-not-ordered = The order was not made: { $why }.
payments-changed = The order was not made: what is to be paid changed since you saw this page. Below is how it stands now; look at it and make the order again.
payments-file = File for the bank (pain.001)
payments-orders = Payment orders
payments-no-orders = No order was made yet.
payments-made-at = Made
payments-made-by = By
payments-execution = To be executed on
payments-transfers = Transfers
payments-ordered-anew = In a newer order
payments-trail-lead = Every payment reference leads back to the requests on which the money rests.
payments-bank = Answer of the bank
payments-bank-file = File of the bank
payments-bank-hint = pain.002, camt.053 or camt.054, as the bank gives it.
payments-bank-do = Read in
payments-bank-unreadable = This file is no pain.002, camt.053 or camt.054 that can be read.
payments-bank-read = Read in: { $booked } booked, { $rejected } sent back, { $known } known already, { $unmatched } without a transfer of your care fund.
payments-debts = Debts of facilities
payments-debts-lead = A sending with more credit notes than lines leaves a debt; it is set off against the next settlements.
payments-no-debts = No facility has a debt.
payments-debt-of = From settlement
payments-left = Still to be set off

# Today
nav-today = Today
nav-settings = Settings
today-title = Today
today-waiting = In beraad
today-waiting-below = requests and changes
today-in-sendings = { $count ->
    [one] in one sending
   *[other] in { $count } sendings
}
today-to-sign = Sendings to sign
today-by-age = What waits, by age
today-kind = Kind
today-age-2 = Up to 2 days
today-age-7 = Up to a week
today-age-30 = Up to 30 days
today-age-older = Older
today-tasks = What you still look at
today-months = Inflow of the last months
today-same = The same figures as a table
today-inflow = Requests and changes
today-automatic = Answered at once
today-at-once = Of those answered at once
today-sendings = Sendings
task-REGISTER_CHANGE = A register changed and touches what was accepted
task-CHG_BILLED_AFTER_END = Days invoiced after the end of a stay
task-RETURNED_PAYMENT = A payment came back after it was booked
search-label = Search
search-hint = INSZ, VSB reference, HCO number or name of a facility, number of a sending
search-do = Search
search-nothing = Nothing was found.
search-nothing-of-it = Nothing that you may see answers to this.
search-no-person = The member register knows no person of this number.
search-found = Facilities found

# Person
person-ssin = INSZ
person-address = Address
person-obligation = Affiliation obligation
obligation-OBLIGATORY = Obligatory
obligation-VOLUNTARY = Voluntary
obligation-RESTRICTIVE = Restrictive
obligation-FORBIDDEN = Forbidden
obligation-PROTOCOL = Protocol
person-status = Insurance status
person-insured = Insured
person-not-insured = Not insured
person-day = On this day
person-line = Memberships in time
person-memberships = Memberships
person-no-membership = Never affiliated.
person-kind = Kind
membership-OFFICIAL = Official
membership-ADMINISTRATIVE = Administrative
person-no-dossiers = Your care fund sees no dossiers of this person.
person-premiums = Premiums
person-no-premiums = No premium is noted.
person-year = Year
person-paid-on = Paid on
person-euros = Amount in euros
person-euros-hint = For example 64 or 64.50
person-budget = Care budget for people with heavy care needs
person-manage = Membership and premium
person-affiliate = Affiliate
person-move = Move to this fund
person-move-lead = The person is a member of another care fund. A move begins on 1 January.
person-end = End the membership
person-premium = Note a premium
person-journal = Journal of this person
person-affiliated = Affiliated.
person-moved = The move is noted.
person-ended = The membership is ended.
person-premium-noted = The premium is noted.
person-refused = Nothing was done: this is not possible.
back-to-person = Back to the person
field-day-wrong = This is no day.
field-amount-wrong = Type an amount in euros, such as 64.50.
field-year-wrong = Type a year in which this person is a member of your care fund.

# Settings
settings-title = Settings
settings-rules = Standing rules of own control
settings-rules-lead = Accepted lines that meet a rule are taken into review.
settings-none = There is no standing rule.
settings-add = Add a rule
settings-add-lead = A line must meet everything that you fill in. Fill in at least one field.
settings-from = From amount
settings-share = Share by lot
settings-share-hint = Of ten thousand lines: 500 is 5 %. Empty: all.
settings-of-lines = { $share } of 10,000
settings-end = End
settings-added = The rule holds from now on.
settings-ended = The rule is ended.
settings-eyes = Four eyes
settings-four-eyes = Your care fund asks four eyes: who decided a line of a sending does not sign it.
settings-two-eyes = Your care fund asks no four eyes: who decided may also sign.
settings-eyes-who = Only the administrator of the application changes this: a care fund does not lift its own watch.
settings-wrong-voorziening = Give the HCO number of a known facility, or fill in another field.
settings-wrong-code = This is no performance code.
settings-wrong-bedrag = Type an amount in euros, such as 64.50.
settings-wrong-deel = Type a number from 1 to 10000.

# Tasks
tasks-title = Tasks
tasks-lead = Nothing is decided here and no money moves: check whether it is still right, and close the task with what you did. Some tasks close by themselves.
tasks-none = There is nothing to look at.
tasks-none-closed = Nothing was closed yet.
back-to-tasks = Tasks
task-open = Open
task-closed = Closed
task-about = About
task-since = Since
task-closed-at = Closed on
task-closed-by = By
task-note = What was done
task-note-hint = This is kept with the task and in the journal.
task-note-missing = Say what was done.
task-note-unfit = Write plain text of at most 2000 characters.
task-settled = Closed by itself: what was missing is in order
task-by-event = The application
task-close = Close the task
task-done = The task is closed.
task-not-closed = Nothing was done: this task was closed meanwhile. Below stands by whom and how.
task-price-of = Price of code { $code }
task-recognition-of = Recognition in the sector { $sector }
task-other = Another task
task-todo-REGISTER_CHANGE = Check whether what was accepted or paid is still right. If it is not, ask the facility for a credit note; no money moves by itself.
task-todo-CHG_BILLED_AFTER_END = The facility invoiced days after the end that it reported. A credit note is expected; once it is signed, or the end is taken back, this task closes by itself.
task-todo-RETURNED_PAYMENT = The bank gave back money that was booked. Find out where it has to go and say below what became of it.

# Why somebody looks
why-title = Why do you look at this person?
why-lead = Whoever looks at a person's data says why. Your answer holds for four hours for this person and stands with the looks, where the auditor reads it.
why-choose = Choose a reason
why-words = In a few words
why-words-hint = Not required, except for another reason. No medical data.
why-missing = Choose why you look.
why-words-missing = Say in a few words why you look.
why-words-unfit = Write one line of plain text, of at most 200 characters.
why-do = Open
why-not = Do not open it after all
why-none = No reason noted
why-MEMBER = Question of the person or those around them
why-FACILITY = Question of a facility
why-MEMBERSHIP = Affiliation, move or premium
why-OBJECTION = Objection or complaint
why-CONTROL = Check or control
why-OTHER = Another reason
why-IN_BERAAD = Pending at the care fund
why-WORKLIST = Worklist
why-SENDING = Sending
why-TASK = Task
why-LIST = List of dossiers
why-LOOKS = Going through the looks
why-NOBODY = No known person
look-why = Reason given

# While one fills in
check-search = This number is not right: a digit was mistyped.
check-insz = This INSZ is not right: a digit was mistyped or is missing.
check-nihdi = This NIHDI number is not right: eleven digits, of which the seventh and eighth check the first six.
check-amount = Type an amount above zero, such as 62,50.
check-year = Type a year of four digits.
check-month = Type a month such as 2024-03.
check-hour = Type an hour such as 14:30.
check-email = This is no e-mail address.
check-line = Type invoice and place, such as 12.3.
check-number = Type the number of an invoice.
check-after = This day lies before the first day.
check-from-start = This day lies before the beginning of the stay.
