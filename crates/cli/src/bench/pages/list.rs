//! Every page of the screens, and who asks it how. A test holds this list against the routes of the web service, so that
//! no page is forgotten.

/// Who asks a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// A case worker of the first fund.
    CaseWorker,
    /// A signatory of the first fund.
    Signatory,
    /// A payer of the first fund.
    Payer,
    /// An auditor of the first fund.
    Auditor,
    /// A coordinator of the facility like most.
    Coordinator,
    /// A billing clerk of the facility like most.
    Clerk,
    /// A manager of the facility like most.
    Manager,
    /// A coordinator of the large facility.
    LargeCoordinator,
    /// A billing clerk of the large facility.
    LargeClerk,
    /// A billing clerk of the facility that has not sent its last month.
    UnsentClerk,
    /// Nobody.
    Nobody,
}

/// How an address is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// It is known.
    At(&'static str),
    /// The first link on a page of the same person that begins so, with something behind it.
    Link(&'static str, &'static str, &'static str),
    /// A sending of the large facility, by where it stands, with something behind its number.
    Sending(&'static str, Standing, &'static str),
    /// The last month of sendings, with something behind it.
    LastMonth(&'static str, &'static str),
    /// The month of looking, with something behind it.
    ThisMonth(&'static str, &'static str),
}

/// Where a sending stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    InReview,
    Decided,
    Paid,
}

/// How a page is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The route.
    pub(super) route: &'static str,
    /// What is asked in particular; empty where the route says it.
    pub(super) what: &'static str,
    pub(super) who: Who,
    pub(super) place: Place,
    /// The form that is sent, where it is no look; `SSIN` stands for the number of a person.
    pub(super) form: Option<&'static str>,
    /// What comes is not a page: a file, which is as long as what it tells, or a check of a month.
    pub(super) whole: bool,
}

const fn page(who: Who, route: &'static str, what: &'static str, place: Place) -> Asked {
    Asked {
        route,
        what,
        who,
        place,
        form: None,
        whole: false,
    }
}

const fn at(who: Who, route: &'static str) -> Asked {
    page(who, route, "", Place::At(route))
}

const fn with(who: Who, route: &'static str, what: &'static str, address: &'static str) -> Asked {
    page(who, route, what, Place::At(address))
}

const fn whole(asked: Asked) -> Asked {
    Asked { whole: true, ..asked }
}

const fn form(asked: Asked, form: &'static str) -> Asked {
    Asked {
        form: Some(form),
        ..asked
    }
}

const SENDING: &str = "/kas/zendingen/{number}";
const DOSSIER: &str = "/kas/dossiers/{address}";
const PERSON: &str = "/kas/personen/{number}";
const ORDER: &str = "/kas/betalingen/opdrachten/{number}";
const OWN_DOSSIER: &str = "/voorziening/dossiers/{address}";
const OWN_SENDING: &str = "/voorziening/facturatie/zendingen/{id}";
const ANSWER: &str = "/voorziening/facturatie/zendingen/{id}/{name}";
const MONTH: &str = "/voorziening/facturatie/{month}";

const fn dossier(route: &'static str, behind: &'static str) -> Asked {
    page(
        Who::CaseWorker,
        route,
        "",
        Place::Link("/kas/dossiers", "/kas/dossiers/", behind),
    )
}

const fn sending(who: Who, route: &'static str, what: &'static str, standing: Standing, behind: &'static str) -> Asked {
    page(who, route, what, Place::Sending("/kas/zendingen/", standing, behind))
}

const fn own_sending(route: &'static str, what: &'static str, standing: Standing, behind: &'static str) -> Asked {
    page(
        Who::LargeClerk,
        route,
        what,
        Place::Sending("/voorziening/facturatie/zendingen/", standing, behind),
    )
}

/// Every page that is asked.
pub(super) const ASKED: &[Asked] = &[
    at(Who::Nobody, "/aanmelden"),
    at(Who::CaseWorker, "/"),
    // The care fund.
    at(Who::CaseWorker, "/kas"),
    page(Who::Payer, "/kas", "with payments", Place::At("/kas")),
    // Why, which is asked once of each file.
    form(
        page(
            Who::CaseWorker,
            "/kas/personen/{number}/reden",
            "",
            Place::At("/kas/personen/1/reden"),
        ),
        "waarom=MEMBER",
    ),
    form(
        page(
            Who::CaseWorker,
            "/kas/dossiers/{address}/reden",
            "",
            Place::At("/kas/dossiers/10000000-00000000-0000-4000-8000-000000000001/reden"),
        ),
        "waarom=MEMBER",
    ),
    form(at(Who::CaseWorker, "/kas/zoeken"), "wat=SSIN"),
    form(
        with(Who::CaseWorker, "/kas/zoeken", "a facility by name", "/kas/zoeken"),
        "wat=Facility",
    ),
    at(Who::CaseWorker, "/kas/werklijst"),
    with(Who::CaseWorker, "/kas/werklijst", "mine", "/kas/werklijst?wie=ik"),
    with(
        Who::CaseWorker,
        "/kas/werklijst",
        "newest first",
        "/kas/werklijst?sorteer=-ouderdom",
    ),
    whole(with(
        Who::CaseWorker,
        "/kas/werklijst",
        "as CSV",
        "/kas/werklijst?vorm=csv&tabel=werklijst",
    )),
    at(Who::CaseWorker, "/kas/werklijst/volgende"),
    at(Who::CaseWorker, "/kas/taken"),
    with(Who::CaseWorker, "/kas/taken", "closed", "/kas/taken?stand=afgesloten"),
    at(Who::CaseWorker, "/kas/zendingen"),
    with(
        Who::CaseWorker,
        "/kas/zendingen",
        "in review",
        "/kas/zendingen?stand=IN_REVIEW",
    ),
    with(
        Who::CaseWorker,
        "/kas/zendingen",
        "refused as unreadable",
        "/kas/zendingen?stand=REFUSED_TECHNICAL",
    ),
    with(
        Who::CaseWorker,
        "/kas/zendingen",
        "of a month, oldest first",
        "/kas/zendingen?maand=2024-01&sorteer=ontvangen",
    ),
    whole(with(
        Who::CaseWorker,
        "/kas/zendingen",
        "as XLSX",
        "/kas/zendingen?vorm=xlsx",
    )),
    sending(Who::CaseWorker, SENDING, "in review", Standing::InReview, ""),
    sending(
        Who::CaseWorker,
        SENDING,
        "open lines",
        Standing::InReview,
        "?lijnen=open",
    ),
    sending(
        Who::CaseWorker,
        SENDING,
        "lines of a reason",
        Standing::InReview,
        "?code=P90001",
    ),
    sending(
        Who::CaseWorker,
        SENDING,
        "lines with a wrong price",
        Standing::InReview,
        "?code=301940",
    ),
    sending(
        Who::CaseWorker,
        SENDING,
        "the last lines",
        Standing::InReview,
        "?na=990-1",
    ),
    sending(Who::Payer, SENDING, "paid", Standing::Paid, ""),
    whole(sending(
        Who::CaseWorker,
        SENDING,
        "lines as CSV",
        Standing::Paid,
        "?vorm=csv&tabel=lijnen",
    )),
    sending(
        Who::Signatory,
        "/kas/zendingen/{number}/ondertekenen",
        "",
        Standing::Decided,
        "/ondertekenen",
    ),
    sending(
        Who::Auditor,
        "/kas/zendingen/{number}/geldspoor",
        "",
        Standing::Paid,
        "/geldspoor",
    ),
    page(
        Who::Auditor,
        "/kas/zendingen/{number}/geldspoor/{dossier}",
        "",
        Place::Sending("/kas/zendingen/", Standing::Paid, "/geldspoor/1"),
    ),
    whole(sending(
        Who::CaseWorker,
        "/kas/zendingen/{number}/antwoorden/{name}",
        "",
        Standing::Paid,
        "/antwoorden/920900",
    )),
    whole(sending(
        Who::CaseWorker,
        "/kas/zendingen/{number}/bestand",
        "",
        Standing::Paid,
        "/bestand",
    )),
    at(Who::Payer, "/kas/betalingen"),
    with(
        Who::Payer,
        "/kas/betalingen",
        "rejected",
        "/kas/betalingen?welke=teruggestuurd",
    ),
    with(
        Who::Payer,
        "/kas/betalingen",
        "by amount, downwards",
        "/kas/betalingen?sorteer=-bedrag",
    ),
    with(
        Who::Payer,
        "/kas/betalingen",
        "by facility",
        "/kas/betalingen?sorteer=voorziening",
    ),
    whole(with(
        Who::Payer,
        "/kas/betalingen",
        "as CSV",
        "/kas/betalingen?vorm=csv&tabel=te-betalen",
    )),
    page(
        Who::Payer,
        ORDER,
        "",
        Place::Link("/kas/betalingen", "/kas/betalingen/opdrachten/", ""),
    ),
    whole(page(
        Who::Payer,
        "/kas/betalingen/opdrachten/{number}/bestand",
        "",
        Place::Link("/kas/betalingen", "/kas/betalingen/opdrachten/", "/bestand"),
    )),
    at(Who::CaseWorker, "/kas/dossiers"),
    dossier(DOSSIER, ""),
    page(
        Who::CaseWorker,
        DOSSIER,
        "a stay of the large facility",
        Place::At("/kas/dossiers/10000000-00000000-0000-4000-8000-000000000001"),
    ),
    dossier("/kas/dossiers/{address}/beslissing", "/beslissing"),
    dossier("/kas/dossiers/{address}/journaal", "/journaal"),
    page(
        Who::CaseWorker,
        "/kas/dossiers/{address}/berichten/{message}",
        "",
        Place::At(
            "/kas/dossiers/10000000-00000000-0000-4000-8000-000000000001/berichten/00000000-0000-4000-8000-000000000001",
        ),
    ),
    page(Who::CaseWorker, PERSON, "", Place::At("/kas/personen/1")),
    page(
        Who::Auditor,
        "/kas/personen/{number}/journaal",
        "",
        Place::At("/kas/personen/1/journaal"),
    ),
    at(Who::Auditor, "/kas/inzage"),
    with(
        Who::Auditor,
        "/kas/inzage",
        "of one person's",
        "/kas/inzage?wie=bench-180-caseworker",
    ),
    at(Who::CaseWorker, "/kas/instellingen"),
    // The facility.
    at(Who::Coordinator, "/voorziening"),
    page(
        Who::LargeCoordinator,
        "/voorziening",
        "the large one",
        Place::At("/voorziening"),
    ),
    at(Who::Coordinator, "/voorziening/verzekerbaarheid"),
    at(Who::Coordinator, "/voorziening/aanvraag"),
    at(Who::Coordinator, "/voorziening/migratie"),
    at(Who::Coordinator, "/voorziening/dossiers"),
    page(
        Who::LargeCoordinator,
        "/voorziening/dossiers",
        "the large one",
        Place::At("/voorziening/dossiers"),
    ),
    page(
        Who::LargeCoordinator,
        "/voorziening/dossiers",
        "ended: none",
        Place::At("/voorziening/dossiers?stand=ENDED"),
    ),
    page(
        Who::LargeCoordinator,
        OWN_DOSSIER,
        "",
        Place::Link("/voorziening/dossiers", "/voorziening/dossiers/", ""),
    ),
    page(
        Who::LargeCoordinator,
        "/voorziening/dossiers/{address}/{change}",
        "",
        Place::Link(
            "/voorziening/dossiers?stand=ACCEPTED",
            "/voorziening/dossiers/",
            "/verlenging",
        ),
    ),
    at(Who::Coordinator, "/voorziening/berichten"),
    at(Who::Manager, "/voorziening/verklaring"),
    at(Who::Manager, "/voorziening/certificaten"),
    at(Who::Clerk, "/voorziening/facturatie"),
    page(
        Who::Clerk,
        MONTH,
        "sent",
        Place::LastMonth("/voorziening/facturatie/", ""),
    ),
    page(
        Who::UnsentClerk,
        MONTH,
        "not sent",
        Place::LastMonth("/voorziening/facturatie/", ""),
    ),
    page(
        Who::LargeClerk,
        MONTH,
        "the large one",
        Place::ThisMonth("/voorziening/facturatie/", ""),
    ),
    whole(page(
        Who::UnsentClerk,
        "/voorziening/facturatie/{month}/nakijken",
        "",
        Place::LastMonth("/voorziening/facturatie/", "/nakijken"),
    )),
    own_sending(OWN_SENDING, "in review", Standing::InReview, ""),
    own_sending(OWN_SENDING, "paid", Standing::Paid, ""),
    page(
        Who::Clerk,
        OWN_SENDING,
        "of most",
        Place::Link("/voorziening/facturatie", "/voorziening/facturatie/zendingen/", ""),
    ),
    own_sending(ANSWER, "920098", Standing::Paid, "/920098"),
    whole(own_sending(ANSWER, "920900, every line", Standing::Paid, "/920900")),
    whole(own_sending(
        "/voorziening/facturatie/zendingen/{id}/{name}/bestand",
        "",
        Standing::Paid,
        "/920900/bestand",
    )),
    at(Who::Manager, "/voorziening/rapporten"),
    page(
        Who::LargeClerk,
        "/voorziening/rapporten",
        "the large one",
        Place::At("/voorziening/rapporten"),
    ),
];

/// Addresses that are not asked, and why.
#[cfg(test)]
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("/aanmelden/code", "a step of signing in"),
    ("/aanmelden/dienst", "leads to the identity provider"),
    ("/aanmelden/dienst/terug", "comes from the identity provider"),
    ("/afmelden", "ends the session"),
    ("/zorgkas.css", "an asset"),
    ("/zorgkas.js", "an asset"),
    ("/checks.js", "an asset"),
    ("/kas/werklijst/nemen", "a decision"),
    ("/kas/werklijst/vrijgeven", "a decision"),
    ("/kas/dossiers/{address}/beslissen", "a decision"),
    ("/kas/dossiers/{address}/nemen", "a decision"),
    ("/kas/dossiers/{address}/vrijgeven", "a decision"),
    ("/kas/werklijst/zendingen/nemen", "a decision"),
    ("/kas/werklijst/zendingen/vrijgeven", "a decision"),
    (
        "/kas/taken/{number}",
        "one row and a form; the small world of the test has no task of the fund that asks",
    ),
    ("/kas/zendingen/{number}/nemen", "a decision"),
    ("/kas/zendingen/{number}/vrijgeven", "a decision"),
    ("/kas/zendingen/{number}/beslissen", "a decision"),
    ("/kas/zendingen/{number}/in-beraad", "a decision"),
    ("/kas/betalingen/opdracht", "makes an order"),
    ("/kas/betalingen/bank", "takes in a file"),
    ("/kas/instellingen/regel", "a decision"),
    ("/kas/instellingen/regel-beeindigen", "a decision"),
    ("/kas/personen/aansluiten", "a decision"),
    ("/kas/personen/overkomen", "a decision"),
    ("/kas/personen/beeindigen", "a decision"),
    ("/kas/personen/premie", "a decision"),
    ("/voorziening/facturatie/{month}/versturen", "sends"),
];
