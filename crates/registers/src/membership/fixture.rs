//! Persons and judgements in a few words, for the tests of the rules.

use identifiers::{CareFundNumber, Period, PersonId, Ssin};
use jiff::civil::Date;
use regulation::{Law, LawError};

use super::{MembershipVerdict, judge_affiliation, judge_end, judge_mutation};
use crate::person::{Address, AffiliationObligation, Membership, MembershipKind, Person, PersonDetails};

/// A person with memberships as [`membership`] reads them.
pub(crate) fn person(obligation: &str, insurer: Option<u16>, memberships: &[&str]) -> Person {
    Person {
        id: PersonId(1),
        ssin: Ssin::parse("85073003328").unwrap(),
        details: PersonDetails {
            name: None,
            birth_date: None,
            deceased_on: None,
            obligation: AffiliationObligation::from_code(obligation).unwrap(),
            insurer,
            income_category: None,
            address: Address::default(),
        },
        memberships: memberships.iter().map(|text| membership(text)).collect(),
    }
}

/// `180 OFFICIAL 2020-01-01..2024-12-31`, or without an end `180 OFFICIAL 2020-01-01..`.
pub(crate) fn membership(text: &str) -> Membership {
    let mut words = text.split(' ');
    let mut next = || words.next().unwrap();
    let (number, word, days) = (next(), next(), next());
    let (from, to) = days.split_once("..").unwrap();
    let to = Some(to).filter(|to| !to.is_empty()).map(day);
    Membership {
        fund: fund(number),
        kind: kind(word),
        period: Period::new(day(from), to).unwrap(),
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn fund(number: &str) -> CareFundNumber {
    CareFundNumber::parse(number).unwrap()
}

fn kind(word: &str) -> MembershipKind {
    MembershipKind::from_code(word).unwrap()
}

/// What was judged, and the question as the failing test shows it.
pub(crate) struct Judged {
    question: String,
    pub(crate) verdict: MembershipVerdict,
}

pub(crate) fn affiliate(person: &Person, to_fund: &str, of_kind: &str, from: &str, received: &str) -> Judged {
    let law = Law::embedded();
    let verdict = judge_affiliation(person, fund(to_fund), kind(of_kind), day(from), &law, day(received));
    judged(
        person,
        format!("affiliate {to_fund} {of_kind} {from}, received {received}"),
        verdict,
    )
}

pub(crate) fn mutate(person: &Person, to_fund: &str, from: &str, received: &str) -> Judged {
    let verdict = judge_mutation(person, fund(to_fund), day(from), &Law::embedded(), day(received));
    judged(person, format!("mutate {to_fund} {from}, received {received}"), verdict)
}

pub(crate) fn end(person: &Person, at_fund: &str, to: &str, received: &str) -> Judged {
    let verdict = judge_end(person, fund(at_fund), day(to), &Law::embedded(), day(received));
    judged(person, format!("end {at_fund} {to}, received {received}"), verdict)
}

fn judged(person: &Person, question: String, verdict: Result<MembershipVerdict, LawError>) -> Judged {
    let details = (person.details.obligation, person.details.insurer, &person.memberships);
    let judged = Judged {
        question: format!("{question}: {details:?}"),
        verdict: verdict.unwrap(),
    };
    let MembershipVerdict {
        accepted,
        findings,
        after,
    } = &judged.verdict;
    assert_eq!(*accepted, findings.is_empty(), "{}", judged.question);
    assert_eq!(*accepted, after.is_some(), "{}", judged.question);
    for finding in findings {
        assert_eq!(Law::embedded().missing_facts(finding), [""; 0], "{}", judged.question);
    }
    judged
}

impl Judged {
    /// Exactly these codes were found, in this order.
    pub(crate) fn found(self, expected: &[&str]) -> Self {
        let found: Vec<_> = self
            .verdict
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(found, expected, "{}", self.question);
        self
    }

    /// Accepted, and these are the memberships then.
    pub(crate) fn leaves(self, expected: &[&str]) -> Self {
        let expected: Vec<_> = expected.iter().map(|text| membership(text)).collect();
        assert_eq!(self.verdict.after.as_ref(), Some(&expected), "{}", self.question);
        self
    }

    /// The findings in English.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let law = Law::embedded();
        let findings = self.verdict.findings.iter();
        findings.map(|finding| law.explain(finding).unwrap().text.en).collect()
    }
}
