//! The catalogue of checks: asked for what a code means, and for the sentence of a finding.

use crate::data::{Bilingual, Check, CheckCode, Data, Effect, Template};
use crate::finding::{ExplainedFinding, Finding};
use crate::law::{Law, LawError};

impl Law {
    /// A check by its code, by a twin code (500402 for 300402), or, for a technical fault of an invoice file
    /// that has no check of its own, by the kind of fault (309902 → T02).
    #[must_use]
    pub fn check(&self, code: &CheckCode) -> Option<&Check> {
        let Data { checks, twins, .. } = self.data();
        let exact = checks.get(code).or_else(|| checks.get(twins.get(code)?));
        exact.or_else(|| checks.get(&code.technical()?))
    }

    /// All checks, by code.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.data().checks.values()
    }

    /// What a finding of this code does.
    ///
    /// # Errors
    /// The catalogue has no such check.
    pub fn effect(&self, code: &CheckCode) -> Result<Effect, LawError> {
        self.check(code)
            .map(|check| check.effect)
            .ok_or_else(|| LawError::UnknownCheck(code.clone()))
    }

    /// A finding with its sentence, effect, sources and who must act. A fact that the sentence names and the
    /// finding lacks is written as a dash ([`Law::missing_facts`] names it).
    ///
    /// # Errors
    /// The catalogue has no such check.
    pub fn explain(&self, finding: &Finding) -> Result<ExplainedFinding<'_>, LawError> {
        let check = self
            .check(&finding.code)
            .ok_or_else(|| LawError::UnknownCheck(finding.code.clone()))?;
        Ok(ExplainedFinding {
            code: finding.code.clone(),
            effect: check.effect,
            title: &check.title,
            text: Bilingual {
                nl: fill(&check.text.nl, finding),
                en: fill(&check.text.en, finding),
            },
            facts: finding.facts.clone(),
            sources: check.source.iter().map(ToString::to_string).collect(),
            acts: check.acts,
        })
    }

    /// The facts that the sentence of a finding names and the finding lacks, each once: none, when the code
    /// that made the finding and the catalogue agree. For tests of that code.
    #[must_use]
    pub fn missing_facts(&self, finding: &Finding) -> Vec<&str> {
        let text = self.check(&finding.code).map_or("", |check| &check.text.nl);
        let mut names: Vec<&str> = Template::parse(text)
            .map(|template| template.facts().collect())
            .unwrap_or_default();
        names.retain(|name| finding.facts.get(name).is_none());
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The text with its facts; the loader refused texts whose braces are wrong, so as written is never seen.
fn fill(text: &str, finding: &Finding) -> String {
    Template::parse(text).map_or_else(
        |_| text.to_owned(),
        |template| template.fill(|name| finding.facts.get(name)),
    )
}
