//! Use cases: certificates of software as data (interfaces.md, "Who may"). The agency binds, replaces and revokes them;
//! that one ends is announced to its facility.
//!
//! Binding is no condition: trust is issuer, subject and not being revoked, so that a renewed certificate just works.
//! What is bound can be revoked at once, is announced before it ends, and may be pinned: then its owner is known by
//! pinned certificates alone.

use identifiers::{CareFundNumber, FacilityId};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{BoundCertificate, CertificateEnd, CertificateOwner, ContentHash, StoreError, Transaction};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::told::tell;
use crate::{Action, Actor, App, Context, Problem};

/// The job that announces the end of a certificate, by the certificate's own number.
pub(crate) const CERTIFICATE_ENDS: &str = "CERTIFICATE_ENDS";

/// How long before its end a certificate is announced.
pub const ANNOUNCED_DAYS: i64 = 30;

/// Most letters of a subject, an issuer or a reason.
const LONGEST: usize = 500;

/// A certificate to be bound. `facility` or `fund` says whose; the agency's has neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewCertificate {
    /// SHA-256 of the certificate (DER).
    pub fingerprint: ContentHash,
    /// Its subject, as text.
    pub subject: String,
    /// Its issuer, as text.
    pub issuer: String,
    /// From when it is good.
    pub valid_from: Timestamp,
    /// Until when it is good.
    pub valid_to: Timestamp,
    /// The facility, by own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<i64>,
    /// The care fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fund: Option<CareFundNumber>,
    /// Whether its owner may show none but pinned ones from now on.
    pub pinned: bool,
}

/// What is known of a certificate that a client shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStanding {
    /// Nothing stands against it.
    Good,
    /// It was revoked or replaced.
    Ended {
        /// Since when.
        since: Timestamp,
    },
    /// It was bound to another than its subject names.
    OfAnother,
    /// Its owner is pinned to other certificates.
    NotPinned,
}

impl CertificateStanding {
    /// Refuses every standing but a good one.
    ///
    /// # Errors
    /// Forbidden, with the reason.
    pub fn demand_good(self) -> Result<(), Problem> {
        let reason = match self {
            Self::Good => return Ok(()),
            Self::Ended { since } => format!("the certificate was revoked or replaced at {since}"),
            Self::OfAnother => "the certificate is bound to another than its subject names".into(),
            Self::NotPinned => "only certificates that the agency pinned are taken of this caller".into(),
        };
        Err(Problem::Forbidden(reason))
    }
}

impl App<'_> {
    /// Binds a certificate to its owner; gives its number.
    ///
    /// # Errors
    /// Not the agency's registers; an owner that is not known; texts or validity that are none; a certificate that is
    /// bound already, or was.
    pub fn bind_certificate(&self, context: &Context, new: &NewCertificate) -> Result<i64, Problem> {
        context.actor.may(Action::BindCertificates, Owner::default())?;
        let mut tx = self.begin_alone()?;
        let id = bind(tx.as_mut(), context, new)?;
        recorded(tx, context, ("bindCertificate", id), &json!(new))?;
        Ok(id)
    }

    /// Binds a certificate in the place of an earlier one of the same owner, which ends at this moment; gives the
    /// number of the new one.
    ///
    /// # Errors
    /// As [`App::bind_certificate`]; the earlier one is not bound, has ended, or is another owner's.
    pub fn replace_certificate(
        &self,
        context: &Context,
        earlier: ContentHash,
        new: &NewCertificate,
    ) -> Result<i64, Problem> {
        context.actor.may(Action::BindCertificates, Owner::default())?;
        let mut tx = self.begin_alone()?;
        let replaced = live(tx.as_mut(), earlier)?;
        if replaced.owner != owner_of(new) {
            return Err(Problem::Conflict(
                "the certificate to be replaced is another owner's".into(),
            ));
        }
        let id = bind(tx.as_mut(), context, new)?;
        tx.end_certificate(replaced.id, &end(context, "replaced", Some(id)))?;
        let input = json!({ "replaced": earlier, "certificate": new });
        recorded(tx, context, ("replaceCertificate", id), &input)?;
        Ok(id)
    }

    /// Revokes a certificate: from now on it is refused, whatever its authority says.
    ///
    /// # Errors
    /// Not the agency's registers; no reason; a certificate that is not bound, or has ended.
    pub fn revoke_certificate(&self, context: &Context, fingerprint: ContentHash, reason: &str) -> Result<(), Problem> {
        context.actor.may(Action::BindCertificates, Owner::default())?;
        let reason = reason.trim();
        refuse_unfit("reason", reason)?;
        let mut tx = self.begin_alone()?;
        let found = live(tx.as_mut(), fingerprint)?;
        tx.end_certificate(found.id, &end(context, reason, None))?;
        let input = json!({ "fingerprint": fingerprint, "reason": reason });
        recorded(tx, context, ("revokeCertificate", found.id), &input)
    }

    /// Certificates that are bound, the one that ends first before the others: for the agency all, for the people of a
    /// facility its own; with `ending_within_days` only those in use that end within so many days, or have.
    ///
    /// # Errors
    /// Who may not look at it is forbidden.
    pub fn certificates(
        &self,
        context: &Context,
        ending_within_days: Option<u16>,
    ) -> Result<Vec<BoundCertificate>, Problem> {
        let facility = context.actor.facility();
        context.actor.may(Action::ReadTrust, Owner { facility, fund: None })?;
        let mut found = self.begin()?.certificates(facility.map(CertificateOwner::Facility))?;
        if let Some(days) = ending_within_days {
            let until = after_days(context.at, i64::from(days));
            found.retain(|one| one.end.is_none() && one.valid_to <= until);
        }
        Ok(found)
    }

    /// What is known of a certificate that `actor` shows, by its fingerprint (SHA-256 of its DER): one query. Its
    /// issuer, validity and the lists of its authority are the TLS library's to check.
    ///
    /// # Errors
    /// The store fails; an actor that is a person carries no certificate: forbidden.
    pub fn certificate_standing(&self, fingerprint: [u8; 32], actor: &Actor) -> Result<CertificateStanding, Problem> {
        let owner = match actor {
            Actor::Facility(facility) => CertificateOwner::Facility(*facility),
            Actor::FundSystem(fund) => CertificateOwner::Fund(*fund),
            Actor::Agency => CertificateOwner::Agency,
            _ => return Err(Problem::forbidden("only software carries a certificate")),
        };
        let fingerprint = ContentHash::from_bytes(fingerprint);
        let known = self
            .store
            .begin_snapshot()?
            .certificate_and_pinned(fingerprint, owner)?;
        Ok(standing(&known, fingerprint, owner))
    }

    /// Tells a facility that a certificate of it ends, unless it has ended or a later one is bound.
    pub(crate) fn announce_end(&self, tx: &mut dyn Transaction, context: &Context, id: i64) -> Result<bool, Problem> {
        let found = tx.certificate(id)?.filter(|found| found.end.is_none());
        let Some(found) = found else { return Ok(false) };
        let CertificateOwner::Facility(facility) = found.owner else {
            return Ok(false);
        };
        let all = tx.certificates(Some(found.owner))?;
        if all.iter().any(|one| one.end.is_none() && one.valid_to > found.valid_to) {
            return Ok(false);
        }
        let body = json!({
            "kind": CERTIFICATE_ENDS,
            "fingerprint": found.fingerprint,
            "subject": found.subject,
            "validTo": found.valid_to,
        });
        tell(tx, facility, context.at, body)?;
        Ok(true)
    }
}

pub(crate) fn standing(
    known: &[BoundCertificate],
    fingerprint: ContentHash,
    owner: CertificateOwner,
) -> CertificateStanding {
    let shown = known.iter().find(|one| one.fingerprint == fingerprint);
    let is_owner_pinned = known
        .iter()
        .any(|one| one.owner == owner && one.is_pinned && one.end.is_none());
    match shown {
        Some(BoundCertificate { end: Some(end), .. }) => CertificateStanding::Ended { since: end.at },
        Some(shown) if shown.owner != owner => CertificateStanding::OfAnother,
        Some(shown) if shown.is_pinned => CertificateStanding::Good,
        _ if is_owner_pinned => CertificateStanding::NotPinned,
        _ => CertificateStanding::Good,
    }
}

fn owner_of(new: &NewCertificate) -> CertificateOwner {
    CertificateOwner::of(new.facility.map(FacilityId), new.fund)
}

fn after_days(at: Timestamp, days: i64) -> Timestamp {
    at.checked_add((days * 24).hours()).unwrap_or(at)
}

fn end(context: &Context, reason: &str, replaced_by: Option<i64>) -> CertificateEnd {
    CertificateEnd {
        at: context.at,
        by: context.actor.to_string(),
        reason: reason.to_owned(),
        replaced_by,
    }
}

/// The certificate of a fingerprint that is in use.
fn live(tx: &mut dyn Transaction, fingerprint: ContentHash) -> Result<BoundCertificate, Problem> {
    // Pinned ones of the agency come along.
    let known = tx.certificate_and_pinned(fingerprint, CertificateOwner::Agency)?;
    let found = known.into_iter().find(|one| one.fingerprint == fingerprint);
    let found = found.ok_or_else(|| Problem::NotFound("a bound certificate of this fingerprint".into()))?;
    if found.end.is_some() {
        return Err(Problem::Conflict(
            "the certificate was revoked or replaced already".into(),
        ));
    }
    Ok(found)
}

fn refuse_unfit(field: &str, text: &str) -> Result<(), Problem> {
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Problem::invalid(field, format!("between 1 and {LONGEST} characters")));
    }
    Ok(())
}

fn bind(tx: &mut dyn Transaction, context: &Context, new: &NewCertificate) -> Result<i64, Problem> {
    refuse_unfit("subject", &new.subject)?;
    refuse_unfit("issuer", &new.issuer)?;
    if new.valid_to <= new.valid_from {
        return Err(Problem::invalid("validTo", "a moment behind validFrom"));
    }
    if new.facility.is_some() && new.fund.is_some() {
        return Err(Problem::invalid(
            "fund",
            "a certificate is a facility's or a fund's, not both",
        ));
    }
    let owner = owner_of(new);
    match owner {
        CertificateOwner::Facility(facility) if tx.facility(facility)?.is_none() => {
            return Err(Problem::NotFound("a facility of this number".into()));
        }
        CertificateOwner::Fund(fund) if !tx.known_funds()?.contains(&fund) => {
            return Err(Problem::NotFound("a care fund of this number".into()));
        }
        _ => {}
    }
    let bound = BoundCertificate {
        id: 0,
        fingerprint: new.fingerprint,
        subject: new.subject.clone(),
        issuer: new.issuer.clone(),
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        owner,
        is_pinned: new.pinned,
        bound_by: context.actor.to_string(),
        bound_at: context.at,
        end: None,
    };
    let id = match tx.bind_certificate(&bound) {
        Err(StoreError::Conflict { .. }) => {
            return Err(Problem::Conflict("the certificate is bound already, or was".into()));
        }
        done => done?,
    };
    tx.put_job(CERTIFICATE_ENDS, id, after_days(new.valid_to, -ANNOUNCED_DAYS))?;
    Ok(id)
}

fn recorded(
    mut tx: Box<dyn Transaction + '_>,
    context: &Context,
    (use_case, id): (&'static str, i64),
    input: &Value,
) -> Result<(), Problem> {
    let input = input.to_string();
    let entry = Record {
        use_case,
        subject: format!("certificate {id}"),
        input: input.as_bytes(),
        answer: b"{}",
        law: None,
    };
    record(tx.as_mut(), context, &entry)?;
    Ok(tx.commit()?)
}
