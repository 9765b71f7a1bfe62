//! The pages that everyone can go to from everywhere, by role. A page that exists gets a line here; what may be done on
//! it is not decided here but by its use cases.

use app::{Actor, FacilityRole, FundRole};

use crate::facility;
use crate::fund::{looks, payments, sendings, settings, today, worklist};
use crate::list;
use crate::visit::Guest;

/// A page in the navigation.
struct Link {
    address: &'static str,
    /// The key of its word.
    word: &'static str,
    /// Who goes there.
    sees: fn(&Actor) -> bool,
}

/// In the order in which they are shown; the first that somebody sees is where they begin.
const LINKS: &[Link] = &[
    Link {
        address: today::ADDRESS,
        word: "nav-today",
        sees: |actor| is_of_fund(actor, &FundRole::ALL),
    },
    Link {
        address: worklist::ADDRESS,
        word: "nav-worklist",
        sees: |actor| is_of_fund(actor, &FundRole::ALL),
    },
    Link {
        address: sendings::ADDRESS,
        word: "nav-sendings",
        sees: |actor| is_of_fund(actor, &FundRole::ALL),
    },
    Link {
        address: payments::ADDRESS,
        word: "nav-payments",
        sees: |actor| is_of_fund(actor, &[FundRole::Signatory, FundRole::Payer, FundRole::Auditor]),
    },
    Link {
        address: list::ADDRESS,
        word: "nav-dossiers",
        sees: |actor| is_of_fund(actor, &FundRole::ALL),
    },
    Link {
        address: settings::ADDRESS,
        word: "nav-settings",
        sees: |actor| is_of_fund(actor, &[FundRole::CaseWorker, FundRole::Signatory, FundRole::Auditor]),
    },
    Link {
        address: looks::ADDRESS,
        word: "nav-looks",
        sees: |actor| is_of_fund(actor, &[FundRole::Auditor]),
    },
    Link {
        address: facility::OVERVIEW,
        word: "nav-fac-overview",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::INSURANCE,
        word: "nav-fac-insurance",
        sees: |actor| is_of_facility(actor, &[FacilityRole::Coordinator, FacilityRole::BillingClerk]),
    },
    Link {
        address: facility::REQUEST,
        word: "nav-fac-request",
        sees: |actor| is_of_facility(actor, &[FacilityRole::Coordinator]),
    },
    Link {
        address: facility::LIST,
        word: "nav-fac-dossiers",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::NOTICES,
        word: "nav-fac-notices",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::BATCHES,
        word: "nav-fac-batches",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::MIGRATION,
        word: "nav-fac-migration",
        sees: |actor| is_of_facility(actor, &[FacilityRole::Coordinator]),
    },
    Link {
        address: facility::REPORTS,
        word: "nav-fac-reports",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::TRUST,
        word: "nav-fac-trust",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
    Link {
        address: facility::CERTIFICATES,
        word: "nav-fac-certificates",
        sees: |actor| is_of_facility(actor, &FacilityRole::ALL),
    },
];

/// Whether somebody works for a care fund in one of these roles.
fn is_of_fund(actor: &Actor, roles: &[FundRole]) -> bool {
    matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
}

/// Whether somebody works in a facility in one of these roles.
fn is_of_facility(actor: &Actor, roles: &[FacilityRole]) -> bool {
    matches!(actor, Actor::FacilityEmployee { role, .. } if roles.contains(role))
}

/// A page in the navigation, as it is shown.
pub(crate) struct ShownLink {
    pub(crate) address: &'static str,
    pub(crate) text: String,
    /// Whether the page that is shown lies there.
    pub(crate) is_here: bool,
}

/// The navigation of whoever looks.
pub(crate) fn links(guest: &Guest) -> Vec<ShownLink> {
    let Some(who) = &guest.who else {
        return Vec::new();
    };
    let path = guest.address.split('?').next().unwrap_or_default();
    let seen = LINKS.iter().filter(|link| (link.sees)(&who.actor));
    // Of two addresses that hold the page the longer one is its place.
    let here = seen
        .clone()
        .filter(|link| lies_at(path, link.address))
        .max_by_key(|link| link.address.len());
    seen.map(|link| ShownLink {
        address: link.address,
        text: guest.words.t(link.word),
        is_here: here.is_some_and(|here| here.address == link.address),
    })
    .collect()
}

/// Where somebody begins.
pub(crate) fn first_page(actor: &Actor) -> Option<&'static str> {
    LINKS.iter().find(|link| (link.sees)(actor)).map(|link| link.address)
}

fn lies_at(path: &str, address: &str) -> bool {
    path.strip_prefix(address)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
