//! Use case: asking the insurance status of a person (care.md §1).

use identifiers::{CareFundNumber, FacilityId, HcoNumber, Period, Ssin, brussels_day};
use jiff::civil::Date;
use registers::insurance::insurance_status;
use registers::{Address, AffiliationObligation, InsuranceReason, InsuranceStatus, MembershipKind};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem};

/// The answer on a question after the insurance status. All that is absent is left out of its JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InsuranceAnswer {
    /// Whether the person is insured on the day.
    pub insured: bool,
    /// The day that was asked.
    pub date: Date,
    /// The fund, when insured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_fund: Option<CareFundNumber>,
    /// The kind of membership, when insured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_kind: Option<MembershipKind>,
    /// The period of membership, when insured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_period: Option<Period>,
    /// Why not, when not insured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<InsuranceReason>,
    /// The person's number of today, when a replaced one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssin_replaced_by: Option<Ssin>,
    /// The person's name, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The most recent address, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Whether and how the person may affiliate, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obligation: Option<AffiliationObligation>,
}

impl App<'_> {
    /// The own number of a facility, by its number in the care registry: for callers that are handed a message
    /// without a certificate before it.
    ///
    /// # Errors
    /// Only the operator of the store may ask.
    pub fn facility_by_hco(&self, context: &Context, hco: &HcoNumber) -> Result<Option<FacilityId>, Problem> {
        context.actor.may(Action::ImportRegisters, Owner::default())?;
        let found = self.store.begin()?.facilities_by_hco(std::slice::from_ref(hco))?;
        Ok(found.first().map(|facility| facility.id))
    }

    /// Answers the insurance status of a person on a day (default: the day of asking). The look is recorded with who
    /// asked.
    ///
    /// # Errors
    /// A malformed number is invalid input, not "not found"; a facility without trust is refused.
    pub fn insurance_status(
        &self,
        context: &Context,
        ssin: &str,
        date: Option<Date>,
    ) -> Result<InsuranceAnswer, Problem> {
        let mut tx = self.begin_brief()?;
        crate::facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let owner = Owner {
            facility: context.actor.facility(),
            fund: context.actor.fund(),
        };
        context.actor.may(Action::AskInsuranceStatus, owner)?;
        let ssin = Ssin::parse(ssin).map_err(|error| Problem::invalid("ssin", error.to_string()))?;
        let date = date.unwrap_or_else(|| brussels_day(context.at));
        // Locked, so that the journal holds this look before or behind a change of the person as it saw it.
        tx.lock_persons_by_ssin(&[ssin.as_number()])?;
        let person = tx.persons_by_ssin(&[ssin.as_number()])?.remove(&ssin.as_number());
        let status = insurance_status(person.as_ref(), date);
        let membership = status.membership();
        let answer = InsuranceAnswer {
            insured: matches!(status, InsuranceStatus::Insured(_)),
            date,
            care_fund: membership.map(|m| m.fund),
            membership_kind: membership.map(|m| m.kind),
            membership_period: membership.map(|m| m.period),
            reason: status.reason(),
            ssin_replaced_by: person.as_ref().map(|p| p.ssin).filter(|today| *today != ssin),
            name: person.as_ref().and_then(|p| p.details.name.clone()),
            address: person
                .as_ref()
                .map(|p| p.details.address.clone())
                .filter(|a| *a != Address::default()),
            obligation: person.as_ref().map(|p| p.details.obligation),
        };
        let subject = person.map_or_else(|| "unknown person".to_owned(), |p| format!("person {}", p.id));
        let input = serde_json::json!({ "ssin": ssin, "date": date }).to_string();
        record(
            tx.as_mut(),
            context,
            &Record {
                use_case: "insuranceStatus",
                subject,
                input: input.as_bytes(),
                answer: &serde_json::to_vec(&answer)?,
                law: None,
            },
        )?;
        tx.commit()?;
        Ok(answer)
    }
}
