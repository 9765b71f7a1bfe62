# Woorden van de schermen, Nederlands. Elke sleutel staat ook in en.ftl.

product = Zorgkas
product-what = Centrale zorgkassentoepassing
skip = Naar de inhoud
language-other = English
language-label = Taal
dossiers = Dossiers
back-to-dossiers = Alle dossiers
go-on = Verder naar de pagina
back-to-start = Naar het begin
colon = { $label }:

# Demonstratie
demo-notice = Demonstratie: alle personen, nummers en bedragen zijn verzonnen.

# Lijst
list-title = Dossiers
list-intro = De dossiers van de leden van { $fund }, de nieuwste eerst.
list-empty = { $fund } heeft geen dossiers.
list-person = Persoon
list-facility = Voorziening
list-sector = Sector
list-state = Stand
list-received = Aanvraag ontvangen
list-covered = Gedekt
list-covered-none = Geen dagen
list-has-gap = met onderbreking
list-would-cover = bij aanvaarding
list-next = Oudere dossiers
list-first = Nieuwste dossiers
pager = Bladeren
person-unknown = Naam onbekend

# Stand van een dossier
state-PENDING = In beraad
state-ACCEPTED = Aanvaard
state-REFUSED = Geweigerd
state-ENDED = Beëindigd

# Stand van een bericht
outcome-ACCEPTED = Aanvaard
outcome-PENDING = In beraad
outcome-REFUSED = Geweigerd
outcome-QUEUED = Wacht op een eerder bericht

# Beslissing
decision = Beslissing
decision-covered = Gedekt van { $from } tot en met { $to }.
decision-covered-none = Er zijn nog geen dagen gedekt: een verlenging kan die geven.
decision-would-cover = Bij aanvaarding gedekt van { $from } tot en met { $to }.
decision-gap = { $days ->
    [one] Eén dag daartussen is niet gedekt.
   *[other] { $days } dagen daartussen zijn niet gedekt.
}
decision-pending = Over de aanvraag is nog niet beslist.
decision-refused = De aanvraag is geweigerd: er zijn geen dagen gedekt.
decision-ended = Het verblijf eindigde op { $end }.
decision-ended-why = Het verblijf eindigde op { $end }: { $reason }.
decision-change-waits = Een wijziging wacht op een beslissing: { $kind } van { $received }.
decision-acts-care_fund = Nu aan zet: de zorgkas.
decision-acts-facility = Nu aan zet: de voorziening.
decision-taken = Opgenomen door { $who }.
decision-not-taken = Nog door niemand opgenomen.
decision-reason = Reden die de zorgkas gaf
decision-objection = Bezwaar

# Gegevens
facts-title = Gegevens
fact-line-person-birth = Geboren
fact-line-person-death = Overleden
fact-line-care-fund = Zorgkas van vandaag
care-fund-none = Geen: niet aangesloten
fact-line-facility = Voorziening
fact-line-sector = Sector
fact-line-reference = VSB-referentie
reference-none = Nog geen
reference-never = Geen
fact-line-start = Begin van het verblijf
fact-line-end = Einde van het verblijf
fact-line-departed = Bestemming
fact-line-received = Aanvraag ontvangen
fact-line-decided = Beslist
fact-line-migration = Herkomst van het dossier
migration-yes = Overgenomen van de ziekenfondsen
fact-line-user-type = Type gebruiker
user-type-WITH_INTELLECTUAL_DISABILITY = Met verstandelijke beperking
user-type-WITHOUT_INTELLECTUAL_DISABILITY = Zonder verstandelijke beperking
not-known = Niet bekend

# Bevindingen
findings-title = Bevindingen
findings-none = Er is niets gevonden: alle controles zijn doorstaan.
findings-of = Bij bericht { $number }: { $kind } van { $received }
finding-acts = Wie handelt
finding-facts = Waarop dit berust
finding-source = Bron
finding-code = Code
effect-note = Opmerking
effect-pending = In beraad
effect-refuse = Weigering
acts-care_fund = De zorgkas
acts-facility = De voorziening

# Tijdlijn
timeline-title = Tijdlijn
timeline-picture = Tijdlijn van het dossier
timeline-described = Verblijf, goedgekeurde periodes en berichten van { $from } tot { $to }. De tabel onder de tekening zegt hetzelfde.
timeline-stay = Verblijf
timeline-approved = Goedgekeurd
timeline-would-approve = Bij aanvaarding goedgekeurd
timeline-messages = Berichten
timeline-today = vandaag
timeline-gap-short = niet gedekt
timeline-table = Dezelfde tijdlijn als tabel
timeline-what = Wat
timeline-from = Van
timeline-to = Tot en met
row-stay = Verblijf
row-request = Goedgekeurd door de aanvraag
row-would-request = Bij aanvaarding goedgekeurd
row-extension = Goedgekeurd door een verlenging
row-gap = Niet gedekt
row-today = Vandaag
still-going = loopt nog
row-open = zonder einde
row-message = Bericht { $number }: { $kind }

# Berichten
messages-title = Berichten
message-received = Ontvangen
message-answer = Antwoord
message-first = Eerst geantwoord
message-findings = { $count ->
    [0] Zonder bevindingen.
    [one] Met één bevinding.
   *[other] Met { $count } bevindingen.
}
message-covers = Dekking na dit bericht: { $from } tot en met { $to }.
message-covers-none = Dekking na dit bericht: geen dagen.
message-reason = Reden van de zorgkas: { $reason }
message-original = Origineel
message-id = Kenmerk van het bericht
message-hash = Vingerafdruk van de ontvangen bytes (SHA-256)
kind-REQUEST = Aanvraag
kind-CONTACT = Contact gewijzigd
kind-ADMINISTRATIVE = Administratieve wijziging
kind-START_DATE = Begindatum gewijzigd
kind-EXTENSION = Verlenging
kind-EXTENSION_CANCELLATION = Verlenging ingetrokken
kind-END = Einde van het verblijf
kind-END_CHANGE = Einde gewijzigd
kind-END_CANCELLATION = Einde ingetrokken

# Voet
looked = Dit bezoek is in het journaal genoteerd: { $who }, { $at }.
hidden = Het rijksregisternummer en de diagnose staan niet op deze pagina: daarvoor geldt een eigen recht.

# Feiten van bevindingen
fact-approved_until = Goedgekeurd tot en met
fact-back_days = Dagen terug
fact-closed = Afgesloten
fact-count = Aantal dagen
fact-covered_start = Eerste gedekte dag
fact-current_end = Huidig einde
fact-day = Dag
fact-departed_to = Bestemming
fact-earliest = Vroegste dag
fact-end = Einde
fact-end_reason = Reden van het einde
fact-fields = Velden
fact-first_day = Eerste dag
fact-first_reported = Eerst gemeld
fact-follow_up_days = Termijn voor een vervolg, in dagen
fact-from = Van
fact-last_day = Laatste dag
fact-last_end = Einde van het vorige verblijf
fact-max_days = Langste periode, in dagen
fact-missing = Ontbreekt
fact-received = Ontvangen
fact-received_on = Ontvangen door het ziekenfonds
fact-reference = Referentie
fact-report_days = Meldingstermijn, in dagen
fact-requested_end = Gevraagd einde
fact-sector = Sector
fact-start = Begin
fact-term_days = Termijn, in dagen
fact-term_months = Termijn, in maanden
fact-to = Tot en met
fact-transfer_day = Dag van de overdracht

# Fouten
error-400-title = Niet te verwerken
error-400 = Wat u verstuurde is onvolledig of niet te lezen. Er is niets van uitgevoerd. Ga terug en controleer het.
error-403-title = Niet voor u
error-403 = Uw rol heeft hier geen recht op, of dit is niet van uw organisatie. U ziet het niet, en er is niets van getoond.
error-404-title = Niet gevonden
error-404 = Deze pagina bestaat niet. Controleer het adres, of ga naar het begin.
error-409-title = Intussen veranderd
error-409 = Wat u wilde doen kan niet meer: iemand anders was u voor, of de toestand is veranderd. Er is niets van uitgevoerd. Ga terug en laad de pagina opnieuw.
error-500-title = Er ging iets mis
error-500 = De fout ligt bij ons. Probeer het later opnieuw.
error-503-title = Even niet beschikbaar
error-503 = De toepassing is bezet. Probeer het zo dadelijk opnieuw.
error-id = Kenmerk voor de helpdesk: { $id }

# Datums
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
month-short-1 = jan
month-short-2 = feb
month-short-3 = mrt
month-short-4 = apr
month-short-5 = mei
month-short-6 = jun
month-short-7 = jul
month-short-8 = aug
month-short-9 = sep
month-short-10 = okt
month-short-11 = nov
month-short-12 = dec
date = { $day } { $month } { $year }
date-and-time = { $date } om { $time }

# Bedragen
thousands = .
decimal-point = ,
amount = { $sign }€ { $number }

# Antwoord op een zending
answer-title-931000 = Ontvangstbevestiging van een zending
answer-title-920999 = Technische weigering van een zending
answer-title-920098 = Bevindingen bij een zending
answer-title-920099 = Weigering van een zending
answer-title-920900 = Afrekening van een zending
answer-lead-ACCEPTED_TECHNICAL = De zending is ontvangen en kan gelezen worden.
answer-lead-REFUSED_TECHNICAL = De zending kan niet gelezen worden. Herstel wat hieronder staat en stuur ze opnieuw met hetzelfde zendingsnummer.
answer-lead-REFUSED = De hele zending is geweigerd: er wordt niets van betaald. Herstel wat hieronder staat en stuur een nieuwe zending.
answer-lead-IN_REVIEW = De zending is beoordeeld; een medewerker van de zorgkas beslist nog over de open prestaties.
answer-lead-DECIDED = De zending is beoordeeld en wacht op de handtekening van de zorgkas.
answer-lead-SETTLED = De zending is afgerekend: hieronder staat wat er van elke prestatie geworden is.
answer-facility-label = Voorziening
answer-fund-label = Zorgkas
answer-month-label = Maand
answer-sending-label = Zendingsnummer
answer-reference-label = Uw referentie
answer-created-label = Aangemaakt op
answer-received-label = Ontvangen
answer-signed-label = Getekend
answer-payment-label = Gestructureerde mededeling
answer-share-label = Foutenaandeel
answer-share = { $errors } op { $records } records
answer-amounts = Bedragen
answer-asked = Gevraagd
answer-accepted = Aanvaard
answer-refused = Geweigerd
answer-open = In beraad
answer-set-off = Verrekend met de schuld van { $reference }
answer-payable = Te betalen aan de voorziening
answer-debt = Terug te betalen: wordt verrekend met een volgende afrekening
answer-times = { $count ->
    [one] één keer
   *[other] { $count } keer
}
answer-type-T = Technische fout
answer-type-B = Weigert de hele zending
answer-type-F = Weigert de factuur
answer-type-R = Weigert de prestatie
answer-type-P = In beraad: een medewerker kijkt
answer-whole = De zending als geheel
answer-invoice = Factuur { $number }
answer-credit = Creditnota { $number }
answer-invoices = Alle facturen en prestaties
answer-invoices-found = Facturen en prestaties met een bevinding
answer-day = Dag
answer-days = { $from } tot en met { $to }
answer-code = Prestatiecode
answer-units = Aantal
answer-outcome = Uitkomst
answer-because = Waarom
answer-outcome-ACCEPTED = Aanvaard
answer-outcome-REFUSED = Geweigerd
answer-outcome-OPEN = In beraad
answer-decided-yes = Beslist door de zorgkas: aanvaard
answer-decided-no = Beslist door de zorgkas: geweigerd
answer-origin = Herkomst
answer-input = Vingerafdruk van het ontvangen bestand
answer-law = Vingerafdruk van de toegepaste regels
answer-content = Vingerafdruk van wat getekend is

# Aanmelden
sign-in-title = Aanmelden
sign-in-not-done = Uw sessie was geëindigd. Wat u verstuurde is niet uitgevoerd: meld u aan en doe het opnieuw.
sign-in-name = Gebruikersnaam
sign-in-password = Wachtwoord
sign-in-refused = De gebruikersnaam of het wachtwoord klopt niet. Na vijf mislukte pogingen is een account een tijd gesloten, telkens langer.
sign-in-too-often = Van dit adres werd te vaak geprobeerd aan te melden. Er is niets geprobeerd: wacht { $seconds } seconden en doe het opnieuw.
sign-in-by = Aanmelden met { $provider }
sign-in-provider-failed = Het aanmelden bij de identiteitsdienst is niet gelukt, of u hebt er geen rol voor deze toepassing. Kenmerk voor de helpdesk: { $id }
sign-in-demo-title = Aanmeldingen van de demonstratie
sign-in-demo = Kies als wie u werkt. Deze mensen zijn verzonnen, en hun wachtwoord staat alleen in een demonstratie op deze pagina.
sign-in-demo-who = Wie
sign-in-demo-role = Rol
sign-in-demo-code = met tweede factor
code-title = Code van uw tweede factor
code-intro = Uw wachtwoord klopt. Geef nu de zes cijfers die uw authenticator toont.
code-label = Code van zes cijfers
code-refused = De code klopt niet, is al gebruikt, of u wachtte te lang. Een code geldt één keer: wacht op de volgende, of begin opnieuw.
code-begin = Opnieuw beginnen
code-demo = Demonstratie: de authenticator van { $name } toont nu { $code }.
sign-out = Afmelden
no-page-title = Nog geen pagina’s
no-page = Voor uw rol zijn er in deze versie nog geen schermen.

# Navigatie
nav-label = Onderdelen
nav-dossiers = Dossiers

# Rollen
role-at = { $role }, { $place }
role-none = geen persoon
role-fund-CaseWorker = dossierbeheerder
role-fund-Signatory = ondertekenaar
role-fund-Payer = betaler
role-fund-Auditor = auditor
role-facility-Coordinator = coördinator
role-facility-BillingClerk = facturatiemedewerker
role-facility-Manager = verantwoordelijke
role-agency = agentschap
role-agency-Registers = registerbeheerder
role-agency-Tariffs = tariefbeheerder
role-agency-Attestation = attesteerder
role-agency-Auditor = auditor

# Onderdelen van alle bladzijden
table-empty = Er is niets.
table-first = Eerste bladzijde
table-next = Volgende bladzijde
table-files = Deze tabel als bestand
table-do = Doen
filter-show = Tonen
filter-all = Alle
filter-facility = Voorziening (HCO-nummer)
filter-facility-hint = Acht cijfers
facility-unknown = Onbekende voorziening
form-wrong = Er is niets gedaan: kijk na wat hieronder is aangeduid.
field-control-characters = Typ gewone tekst: er staat een teken in dat niet bewaard kan worden.
somebody-else = Iemand anders
back-to-dossier = Terug naar het dossier

# Werklijst
nav-worklist = Werklijst
worklist-title = Werklijst
worklist-lead = Alles wat in beraad is voor de leden van uw zorgkas, het oudste eerst.
worklist-items = Aanvragen en wijzigingen in beraad
worklist-empty = Er is geen aanvraag of wijziging in beraad.
worklist-sendings = Zendingen met prestaties in beraad
worklist-sendings-empty = Geen zending heeft prestaties in beraad.
worklist-missing = Wat ontbreekt of nagekeken wordt
worklist-supplies = Wie het aanlevert
worklist-more = { $count ->
    [one] en nog één punt
   *[other] en nog { $count } punten
}
worklist-age = Dagen oud
worklist-has = Opgenomen door
worklist-whose = Van wie
worklist-whose-all = Alles
worklist-whose-nobody = Door niemand opgenomen
worklist-whose-mine = Door mij opgenomen
worklist-take = Opnemen
worklist-taken = Opgenomen: anderen zien dat u ermee bezig bent.
worklist-released = Vrijgegeven: iedereen kan het opnemen.
worklist-release = Vrijgeven
worklist-next = Volgende in de werklijst
worklist-done = Er is niets meer dat vrij is: de werklijst is leeg, of collega's hebben de rest opgenomen.
worklist-lines = Prestaties in beraad
sending-month = Maand
sending-one = Zending

# Beslissen
decide-title = Beslissen
decide-accept = Aanvaarden
decide-refuse = Weigeren
decide-reason = Reden
decide-reason-hint = Nodig bij een weigering. De voorziening krijgt deze tekst te lezen.
decide-reason-missing = Schrijf waarom: een weigering heeft een reden nodig.
dossier-accepted = Aanvaard. De voorziening heeft het antwoord gekregen.
dossier-refused = Geweigerd. De voorziening heeft het antwoord gekregen.
dossier-taken = U hebt dit dossier opgenomen.
dossier-released = U hebt dit dossier vrijgegeven.
dossier-taken-by-other = { $who } heeft dit dossier opgenomen en beslist erover.
dossier-person = Deze persoon
dossier-print = Beslissing om af te drukken
dossier-journal = Journaal van dit dossier
not-decided-taken = Er is niets gedaan: { $who } heeft dit dossier opgenomen. Wat u typte staat hieronder nog.
typed-kept = Wat u typte
not-decided-changed = Er is niets gedaan: het dossier is veranderd sinds u het bekeek. Hieronder staat hoe het nu is; wat u typte staat er nog.
not-decided-nothing = Er is niets gedaan: hierover is intussen al beslist. Hieronder staat hoe het nu is.
not-decided-refuses = Dit kan niet aanvaard worden: de controles weigeren het ({ $codes }).
not-decided-affiliation = Dit kan nu niet aanvaard worden: het wacht op de aansluiting van de persoon en wordt dan vanzelf opnieuw beoordeeld.
decision-printed = Beslissing over de aanvraag
message-download = Bericht zoals ontvangen

# Kalender van dagen
calendar-title = Kalender van dagen
calendar-same = Dezelfde dagen als tabel
calendar-table = Gefactureerde dagen
calendar-none = Er is nog niets gefactureerd.
day-covered = Gedekt, niet gefactureerd
day-open = In beraad
day-accepted = Aanvaard
day-refused = Geweigerd
day-paid = Betaald
day-back = Teruggenomen

# Journaal
journal-title = Journaal
journal-lead = Wat er gedaan werd, door wie en wanneer, het laatste eerst.
journal-lead-looks = Wat er gedaan en bekeken werd, door wie en wanneer, het laatste eerst.
journal-number = Nummer
journal-at = Wanneer
journal-who = Wie
journal-what = Wat
journal-hash = Zegel in de keten
did-careRequest = Aanvraag ontvangen en beoordeeld
did-change = Wijziging ontvangen en beoordeeld
did-decide = Beslist
did-takeDossier = Opgenomen
did-releaseDossier = Vrijgegeven
did-takeSending = Zending opgenomen
did-releaseSending = Zending vrijgegeven
did-readDossier = Dossier bekeken
did-look = Bekeken
did-insuranceStatus = Verzekeringsstatus gevraagd
did-personalShare = Persoonlijk aandeel gevraagd
did-affiliate = Aansluiting gevraagd
did-mutate = Mutatie gevraagd
did-endMembership = Einde van aansluiting gevraagd
did-notePremium = Premie genoteerd
did-closeTask = Taak afgesloten
did-changePerson = Register gewijzigd
did-batch = Zending ontvangen en beoordeeld
did-reviewLines = Prestaties in beraad genomen
did-decideLines = Over prestaties beslist
did-sign = Ondertekend
did-readTrail = Spoor van het geld bekeken
did-bankAnswer = Antwoord van de bank genoteerd

# Inzage
nav-looks = Inzage
looks-title = Wie keek naar wie
looks-lead = Elke inzage in de gegevens van een persoon door mensen van uw zorgkas, de nieuwste eerst. Op de naam van een persoon staan alle inzagen van die persoon.
looks-of-one = U ziet alleen de inzagen van één persoon.
looks-of-all = Alle personen
looks-empty = Er is geen inzage.
looks-at = Wanneer
looks-who = Wie
looks-page = Pagina
looks-why = Waarom
look-readDossier = Dossier
look-listDossiers = Lijst van dossiers
look-worklist = Werklijst
look-journal = Journaal van een dossier
look-next = Volgende van de werklijst
look-originalMessage = Origineel van een bericht
look-originalSending = Origineel van een zending
look-answers = Antwoorden op een zending
look-readTrail = De weg van het geld terug
look-sendings = Lijst van zendingen
look-sending = Zending
look-signing = Ondertekenen van een zending
look-payments = Betalingen
look-order = Betaalopdracht
look-orderFile = Bestand van een betaalopdracht
look-today = Vandaag
look-search = Zoeken
look-person = Persoon
look-inbox = Berichten
look-batchAnswer = Antwoord op een zending
look-tasks = Lijst van taken
look-task = Taak
look-other = Andere pagina

# Zendingen
nav-sendings = Zendingen
sendings-title = Zendingen
sendings-lead = De factuurbestanden voor uw zorgkas, de nieuwste eerst.
sendings-empty = Er is geen zending die hieraan beantwoordt.
sending-number = Zending { $number }
sending-title = Zending { $number } van { $facility }
sending-state-REFUSED_TECHNICAL = Onleesbaar
sending-state-REFUSED = Geweigerd
sending-state-IN_REVIEW = In beraad
sending-state-DECIDED = Te ondertekenen
sending-state-SETTLED = Ondertekend, te betalen
sending-state-PAID = Betaald
sending-asked = Gevraagd
sending-accepted = Aanvaard bedrag
sending-refused-lines = Geweigerde prestaties
sending-open-lines = In beraad
sending-received = Ontvangen
sending-lines = Prestaties
sending-line = Factuur en plaats
sending-amount = Bedrag
sending-found = Vaststelling
sending-effect = Gevolg
sending-times = Keer gevonden
sending-steps = Waar deze zending staat
sending-signed-by = Ondertekend door
sending-reference = Betalingskenmerk
sending-to-pay = Te betalen
sending-deciders = Beslist door
sending-four-eyes = Uw zorgkas vraagt vier ogen: wie over een prestatie besliste, ondertekent niet.
sending-go-sign = Nakijken en ondertekenen
sending-answers = Antwoorden en bestanden
sending-file = Bestand
sending-original = Bestand zoals ontvangen
back-to-sendings = Alle zendingen
back-to-sending = Terug naar de zending
filter-month-hint = Jaar en maand: 2024-03
step-received = Ontvangen
step-read = Leesbaar
step-judged = Beoordeeld
step-decided = Beslist
step-signed = Ondertekend
step-paid = Betaald
step-open = { $count ->
    [one] één in beraad
   *[other] { $count } in beraad
}
lines-decide = Beslissen over prestaties in beraad
lines-which = Alle prestaties met deze reden
lines-one = Of één prestatie (factuur en plaats)
lines-one-hint = Bijvoorbeeld 12.3. Leeg: alle prestaties met de gekozen reden.
lines-empty = Er is geen prestatie die hieraan beantwoordt.
lines-accepted = Aanvaard: de prestaties zijn beslist.
lines-refused = Geweigerd: de prestaties zijn beslist.
lines-taken = De prestaties zijn in beraad genomen.
sending-taken = U hebt deze zending opgenomen.
sending-released = U hebt deze zending vrijgegeven.
sending-taken-by-other = { $who } heeft deze zending opgenomen en beslist over de prestaties.
lines-taken-by-other = Er is niets gedaan: { $who } heeft deze zending opgenomen. Wat u typte staat hieronder nog.
lines-not-decided = Er is niets gedaan: de zending is veranderd sinds u ze bekeek, of er is geen prestatie die hieraan beantwoordt. Hieronder staat hoe het nu is.
lines-review = Zelf nakijken
lines-review-lead = Aanvaarde prestaties kunt u in beraad nemen: van één factuur, onder één code, of alle.
lines-review-do = In beraad nemen
lines-invoice = Factuurnummer
sending-signed = Ondertekend. De voorziening heeft haar afrekening; het bedrag is te betalen.

# Ondertekenen
sign-title = Ondertekenen
sign-lead = Dit is wat u ondertekent. Kijk het na; bij twijfel gaat u terug.
sign-what = Wat u ondertekent
sign-part = Onderdeel
sign-hash = Zegel over bestand en uitkomsten
sign-set-off = Verrekend met openstaande schuld
sign-means = Na het ondertekenen verandert er niets meer aan deze zending: de voorziening krijgt haar afrekening en het bedrag wordt betaalbaar.
sign-do = Ondertekenen
sign-four-eyes = Uw zorgkas vraagt vier ogen: u besliste over een prestatie van deze zending, dus iemand anders ondertekent.
sign-not-done = Er is niet ondertekend: de zending is niet meer wat u zag, of iemand anders moet ondertekenen.

# Spoor van het geld
trail-title = Spoor van het geld
trail-lead = Van de betaling terug naar de aanvragen waarop ze rust. Elke stap is nagekeken aan de hand van het zegel dat ervan bewaard werd.
trail-whole = Elke stap klopt.
trail-broken = Niet elke stap klopt: zie hieronder.
trail-order = Betaalopdracht
trail-transfer = Overgeschreven
trail-settlement = Afrekening
trail-lines = Aanvaarde prestaties
trail-sending = Zending ontvangen
trail-dossiers = Dossiers waarop de prestaties rusten
trail-request = Aanvraag zoals ontvangen
trail-bytes = Bewijsstuk
order-number = Opdracht { $number }

# Betalingen
nav-payments = Betalingen
payments-title = Betalingen
payments-lead = Binnen zes weken na het ondertekenen is een afrekening betaald.
payments-overdue = Te laat
payments-soon = Binnen een week
payments-due = Te betalen
payments-at-bank = Bij de bank
payments-rejected = Teruggestuurd door de bank
payments-came-back = Teruggestuurd, opnieuw te betalen
payments-bank-said = De bank: { $reason } op { $at }
payments-unpaid = Nog niet betaald
payments-none = Er is niets te betalen.
payments-last-day = Uiterste dag
payments-days-left = { $days ->
    [0] vandaag
    [one] nog één dag
   *[other] nog { $days } dagen
}
payments-days-over = { $days ->
    [one] één dag te laat
   *[other] { $days } dagen te laat
}
payments-age = Dagen sinds ontvangst
payments-make-order = Betaalopdracht maken
payments-order-lead = Alles wat te betalen is in één opdracht voor de bank. Aantal overschrijvingen: { $count }. Samen: { $sum }.
payments-ordered = De opdracht is gemaakt.
payments-nothing-due = Er is niets te betalen: alles is bij de bank of betaald.
payments-not-ordered = De opdracht is niet gemaakt: { $why }.
payments-changed = De opdracht is niet gemaakt: wat te betalen is, veranderde sinds u deze bladzijde zag. Hieronder staat het zoals het nu is; kijk het na en maak de opdracht opnieuw.
payments-file = Bestand voor de bank (pain.001)
payments-orders = Betaalopdrachten
payments-no-orders = Er is nog geen opdracht gemaakt.
payments-made-at = Gemaakt
payments-made-by = Door
payments-execution = Uit te voeren op
payments-transfers = Overschrijvingen
payments-ordered-anew = In een nieuwere opdracht
payments-trail-lead = Elk betalingskenmerk leidt terug naar de aanvragen waarop het geld rust.
payments-bank = Antwoord van de bank
payments-bank-file = Bestand van de bank
payments-bank-hint = pain.002, camt.053 of camt.054, zoals de bank het geeft.
payments-bank-do = Inlezen
payments-bank-unreadable = Dit bestand is geen pain.002, camt.053 of camt.054 dat gelezen kan worden.
payments-bank-read = Ingelezen: { $booked } geboekt, { $rejected } teruggestuurd, { $known } al bekend, { $unmatched } zonder overschrijving van uw zorgkas.
payments-debts = Schulden van voorzieningen
payments-debts-lead = Een zending met meer creditnota's dan prestaties laat een schuld na; ze wordt verrekend met de volgende afrekeningen.
payments-no-debts = Geen voorziening heeft een schuld.
payments-debt-of = Uit afrekening
payments-left = Nog te verrekenen

# Vandaag
nav-today = Vandaag
nav-settings = Instellingen
today-title = Vandaag
today-waiting = In beraad
today-waiting-below = aanvragen en wijzigingen
today-in-sendings = { $count ->
    [one] in één zending
   *[other] in { $count } zendingen
}
today-to-sign = Te ondertekenen zendingen
today-by-age = Wat wacht, volgens ouderdom
today-kind = Soort
today-age-2 = Tot 2 dagen
today-age-7 = Tot een week
today-age-30 = Tot 30 dagen
today-age-older = Ouder
today-tasks = Wat u nog nakijkt
today-months = Instroom van de laatste maanden
today-same = Dezelfde cijfers als tabel
today-inflow = Aanvragen en wijzigingen
today-automatic = Meteen beantwoord
today-at-once = Daarvan meteen beantwoord
today-sendings = Zendingen
task-REGISTER_CHANGE = Een register wijzigde en raakt aan wat aanvaard is
task-CHG_BILLED_AFTER_END = Dagen gefactureerd na het einde van een verblijf
task-RETURNED_PAYMENT = Een betaling kwam terug nadat ze geboekt was
search-label = Zoeken
search-hint = INSZ, VSB-referentie, HCO-nummer of naam van een voorziening, nummer van een zending
search-do = Zoeken
search-nothing = Er is niets gevonden.
search-nothing-of-it = Niets dat u mag zien beantwoordt hieraan.
search-no-person = Het ledenbestand kent geen persoon met dit nummer.
search-found = Gevonden voorzieningen

# Persoon
person-ssin = INSZ
person-address = Adres
person-obligation = Aansluitbaarheid
obligation-OBLIGATORY = Verplicht
obligation-VOLUNTARY = Vrijwillig
obligation-RESTRICTIVE = Beperkt
obligation-FORBIDDEN = Uitgesloten
obligation-PROTOCOL = Protocol
person-status = Verzekeringsstatus
person-insured = Verzekerd
person-not-insured = Niet verzekerd
person-day = Op deze dag
person-line = Aansluitingen in de tijd
person-memberships = Aansluitingen
person-no-membership = Nooit aangesloten.
person-kind = Soort
membership-OFFICIAL = Officieel
membership-ADMINISTRATIVE = Administratief
person-no-dossiers = Uw zorgkas ziet geen dossiers van deze persoon.
person-premiums = Premies
person-no-premiums = Er is geen premie genoteerd.
person-year = Jaar
person-paid-on = Betaald op
person-euros = Bedrag in euro
person-euros-hint = Bijvoorbeeld 64 of 64,50
person-budget = Zorgbudget voor zwaar zorgbehoevenden
person-manage = Aansluiting en premie
person-affiliate = Aansluiten
person-move = Laten overkomen
person-move-lead = De persoon is lid van een andere zorgkas. Een overstap begint op 1 januari.
person-end = Aansluiting beëindigen
person-premium = Premie noteren
person-journal = Journaal van deze persoon
person-affiliated = Aangesloten.
person-moved = De overstap is genoteerd.
person-ended = De aansluiting is beëindigd.
person-premium-noted = De premie is genoteerd.
person-refused = Er is niets gedaan: dit kan niet.
back-to-person = Terug naar de persoon
field-day-wrong = Dit is geen dag.
field-amount-wrong = Typ een bedrag in euro, zoals 64,50.
field-year-wrong = Typ een jaar waarin deze persoon lid is van uw zorgkas.

# Instellingen
settings-title = Instellingen
settings-rules = Vaste regels van eigen controle
settings-rules-lead = Aanvaarde prestaties die aan een regel beantwoorden, gaan in beraad.
settings-none = Er is geen vaste regel.
settings-add = Regel toevoegen
settings-add-lead = Een prestatie moet aan alles beantwoorden wat u invult. Vul ten minste één veld in.
settings-from = Vanaf bedrag
settings-share = Deel bij loting
settings-share-hint = Van tienduizend prestaties: 500 is 5 %. Leeg: alle.
settings-of-lines = { $share } van 10 000
settings-end = Beëindigen
settings-added = De regel geldt vanaf nu.
settings-ended = De regel is beëindigd.
settings-eyes = Vier ogen
settings-four-eyes = Uw zorgkas vraagt vier ogen: wie over een prestatie van een zending besliste, ondertekent ze niet.
settings-two-eyes = Uw zorgkas vraagt geen vier ogen: wie besliste, mag ook ondertekenen.
settings-eyes-who = Alleen de beheerder van de toepassing wijzigt dit: een zorgkas heft haar eigen toezicht niet op.
settings-wrong-voorziening = Geef het HCO-nummer van een gekende voorziening, of vul een ander veld in.
settings-wrong-code = Dit is geen prestatiecode.
settings-wrong-bedrag = Typ een bedrag in euro, zoals 64,50.
settings-wrong-deel = Typ een getal van 1 tot 10000.

# Taken
tasks-title = Taken
tasks-lead = Hier wordt niets beslist en beweegt geen geld: kijk na of het nog klopt, en sluit af met wat u deed. Sommige taken sluiten vanzelf.
tasks-none = Er is niets na te kijken.
tasks-none-closed = Er is nog niets afgesloten.
back-to-tasks = Taken
task-open = Open
task-closed = Afgesloten
task-about = Waarover
task-since = Sinds
task-closed-at = Afgesloten op
task-closed-by = Door
task-note = Wat er gedaan werd
task-note-hint = Dit blijft bewaard bij de taak en in het journaal.
task-note-missing = Zeg wat er gedaan werd.
task-note-unfit = Schrijf gewone tekst, hoogstens 2000 tekens.
task-settled = Vanzelf afgesloten: wat ontbrak, is in orde
task-by-event = De toepassing
task-close = Taak afsluiten
task-done = De taak is afgesloten.
task-not-closed = Er is niets gedaan: deze taak is intussen al afgesloten. Hieronder staat door wie en hoe.
task-price-of = Prijs van code { $code }
task-recognition-of = Erkenning in de sector { $sector }
task-other = Andere taak
task-todo-REGISTER_CHANGE = Kijk na of wat aanvaard of betaald werd nog klopt. Klopt het niet, vraag dan de voorziening om een creditnota; geld beweegt niet vanzelf.
task-todo-CHG_BILLED_AFTER_END = De voorziening factureerde dagen na het einde dat ze meldde. Er wordt een creditnota verwacht; is die ondertekend, of is het einde teruggenomen, dan sluit deze taak vanzelf.
task-todo-RETURNED_PAYMENT = De bank gaf geld terug dat al geboekt was. Kijk na waar het naartoe moet en zeg hieronder wat ermee gebeurde.

# Waarom iemand kijkt
why-title = Waarom bekijkt u deze persoon?
why-lead = Wie gegevens van een persoon bekijkt, zegt waarom. Uw antwoord geldt vier uur voor deze persoon en staat bij de inzages, waar de auditor het leest.
why-choose = Kies een reden
why-words = In enkele woorden
why-words-hint = Niet verplicht, behalve bij een andere reden. Geen medische gegevens.
why-missing = Kies waarom u kijkt.
why-words-missing = Zeg in enkele woorden waarom u kijkt.
why-words-unfit = Schrijf één regel gewone tekst, hoogstens 200 tekens.
why-do = Openen
why-not = Toch niet openen
why-none = Geen reden genoteerd
why-MEMBER = Vraag van de persoon of de omgeving
why-FACILITY = Vraag van een voorziening
why-MEMBERSHIP = Aansluiting, mutatie of premie
why-OBJECTION = Bezwaar of klacht
why-CONTROL = Nazicht of controle
why-OTHER = Andere reden
why-IN_BERAAD = In beraad bij de zorgkas
why-WORKLIST = Werklijst
why-SENDING = Zending
why-TASK = Taak
why-LIST = Lijst van dossiers
why-LOOKS = Nazicht van inzages
why-NOBODY = Geen gekende persoon
look-why = Reden opgegeven

# Terwijl men invult
check-search = Dit nummer klopt niet: een cijfer is verkeerd getypt.
check-insz = Dit INSZ klopt niet: een cijfer is verkeerd getypt of ontbreekt.
check-nihdi = Dit RIZIV-nummer klopt niet: elf cijfers, waarvan het zevende en achtste de eerste zes nakijken.
check-amount = Typ een bedrag boven nul, zoals 62,50.
check-year = Typ een jaartal met vier cijfers.
check-month = Typ een maand zoals 2024-03.
check-hour = Typ een uur zoals 14:30.
check-email = Dit is geen e-mailadres.
check-line = Typ factuur en plaats, zoals 12.3.
check-number = Typ het nummer van een factuur.
check-after = Deze dag ligt voor de begindag.
check-from-start = Deze dag ligt voor het begin van het verblijf.
