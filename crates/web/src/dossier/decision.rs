//! The decision on a dossier in sentences, and what is known of it.

use app::DossierPage;
use identifiers::brussels_day;
use regulation::{Acts, Effect};
use store::DossierState;

use super::{acts_word, from_to, outer, waiting};
use crate::words::Words;

/// The decision, told in sentences.
pub(super) struct Decision {
    pub(super) state: &'static str,
    pub(super) word: String,
    pub(super) sentences: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) objection: Option<String>,
}

pub(super) fn decision(words: Words, page: &DossierPage) -> Decision {
    let mut sentences = Vec::new();
    let covered = outer(&page.covered);
    match (page.state, covered) {
        (DossierState::Pending, _) => {
            sentences.push(words.t("decision-pending"));
            sentences.extend(covered.map(|days| from_to(words, "decision-would-cover", days)));
        }
        (DossierState::Refused, _) => sentences.push(words.t("decision-refused")),
        (_, Some(days)) => sentences.push(from_to(words, "decision-covered", days)),
        (_, None) => sentences.push(words.t("decision-covered-none")),
    }
    let gap_days: i64 = page.uncovered.iter().filter_map(|gap| gap.length_days()).sum();
    if gap_days > 0 {
        sentences.push(words.count("decision-gap", "days", gap_days));
    }
    if let (DossierState::Ended, Some(end)) = (page.state, &page.end) {
        let at = words.moment(end.at);
        sentences.push(match &end.reason {
            Some(reason) => words.with("decision-ended-why", &[("end", &at), ("reason", words.of(reason))]),
            None => words.one("decision-ended", "end", &at),
        });
    }
    sentences.extend(who_acts(words, page));
    let last = page
        .messages
        .iter()
        .rev()
        .find(|message| message.latest.reason.is_some());
    let request = page.messages.first();
    let objection = request.filter(|_| page.state == DossierState::Refused);
    Decision {
        state: page.state.word(),
        word: words.t(&format!("state-{}", page.state.word())),
        sentences,
        reason: last.and_then(|message| message.latest.reason.clone()),
        objection: objection
            .and_then(|message| message.latest.objection.as_ref())
            .map(|text| words.of(text).to_owned()),
    }
}

/// What waits and for whom: by the findings that make it wait.
fn who_acts(words: Words, page: &DossierPage) -> Vec<String> {
    let Some(message) = waiting(page) else {
        return Vec::new();
    };
    let mut sentences = Vec::new();
    if page.state != DossierState::Pending {
        let received = words.day(brussels_day(message.received_at));
        let kind = words.t(&format!("kind-{}", message.kind));
        sentences.push(words.with("decision-change-waits", &[("kind", &kind), ("received", &received)]));
    }
    let pending = message
        .latest
        .findings
        .iter()
        .filter(|finding| finding.effect == Effect::Pending);
    let mut acts: Vec<&str> = pending.map(|finding| acts_word(finding.acts)).collect();
    acts.sort_unstable();
    acts.dedup();
    let fund_acts = acts.contains(&acts_word(Acts::CareFund));
    sentences.extend(acts.iter().map(|acts| words.t(&format!("decision-acts-{acts}"))));
    if fund_acts {
        sentences.push(match &page.taken_by {
            Some(app::Actor::Employee { name, .. }) => words.one("decision-taken", "who", name),
            _ => words.t("decision-not-taken"),
        });
    }
    sentences
}

pub(super) fn facts(words: Words, page: &DossierPage) -> Vec<(String, String)> {
    let person = page.person.as_ref();
    let name_of = |code: &str, name: &Option<regulation::Bilingual>| match name {
        Some(name) => format!("{} ({code})", words.of(name)),
        None => code.to_owned(),
    };
    let never = match page.state {
        DossierState::Refused => "reference-never",
        _ => "reference-none",
    };
    let fund = page.care_fund.as_ref();
    let mut lines: Vec<(&str, Option<String>)> = vec![
        (
            "person-birth",
            person.and_then(|person| person.birth_date).map(|day| words.day(day)),
        ),
        (
            "person-death",
            person.and_then(|person| person.deceased_on).map(|day| words.day(day)),
        ),
        (
            "care-fund",
            Some(fund.map_or_else(
                || words.t("care-fund-none"),
                |(number, name)| name_of(&number.to_string(), name),
            )),
        ),
        ("facility", Some(page.facility_name.clone())),
        ("sector", Some(name_of(page.sector.0.as_str(), &page.sector.1))),
        (
            "reference",
            Some(
                page.reference
                    .map_or_else(|| words.t(never), |reference| reference.to_string()),
            ),
        ),
        ("start", page.start.map(|at| words.moment(at))),
    ];
    if let Some(end) = &page.end {
        lines.push(("end", Some(words.moment(end.at))));
        lines.push((
            "departed",
            end.departed_to.as_ref().map(|text| words.of(text).to_owned()),
        ));
    }
    lines.push(("received", Some(words.moment(page.received_at))));
    lines.push(("decided", page.decided_at.map(|at| words.moment(at))));
    lines.push(("migration", page.migration.then(|| words.t("migration-yes"))));
    if let Some(user_type) = page.user_type {
        let word = serde_json::to_value(user_type).ok();
        let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
        lines.push(("user-type", Some(words.t(&format!("user-type-{word}")))));
    }
    let shown = |(key, value): (&str, Option<String>)| Some((words.t(&format!("fact-line-{key}")), value?));
    lines.into_iter().filter_map(shown).collect()
}
