//! Use case: who stands behind a client certificate, by what its subject says (interfaces.md, "Who may").

use identifiers::{CareFundNumber, NihdiNumber};

use crate::{Actor, App, Problem};

/// Whom the subject of a certificate names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateHolder {
    /// A facility, by its federal number (8 digits name it as well as 11).
    Facility(NihdiNumber),
    /// A care fund's own systems.
    Fund(CareFundNumber),
    /// The agency's feeds.
    Agency,
}

impl App<'_> {
    /// The actor that a holder is. Whether it may do something, and whether a facility has its trust, is judged by each
    /// use case.
    ///
    /// # Errors
    /// No facility or fund of this number is known: forbidden.
    pub fn actor_of(&self, holder: CertificateHolder) -> Result<Actor, Problem> {
        match holder {
            CertificateHolder::Agency => Ok(Actor::Agency),
            CertificateHolder::Fund(fund) => {
                let known = self.store.begin_snapshot()?.care_funds()?;
                if known.iter().any(|known| known.number == fund) {
                    Ok(Actor::FundSystem(fund))
                } else {
                    Err(Problem::forbidden("no care fund of this certificate's number is known"))
                }
            }
            CertificateHolder::Facility(nihdi) => {
                let facility = self.store.begin_snapshot()?.facility_by_nihdi(nihdi)?;
                let facility =
                    facility.ok_or_else(|| Problem::forbidden("no facility of this certificate's number is known"))?;
                Ok(Actor::Facility(facility.id))
            }
        }
    }
}
