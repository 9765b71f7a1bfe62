//! Use cases: how a fund watches over its own work: four eyes, and the standing rules of its manual control
//! (domain.md, "People"; billing.md §3).

use identifiers::{CareFundNumber, EuroCents, FacilityId, PerformanceCode};
use serde_json::json;
use store::Transaction;

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem};

/// A standing rule to be added. A line must meet everything that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewControlRule {
    /// Lines of this facility only, by own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<i64>,
    /// Lines under this code only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<PerformanceCode>,
    /// Lines of at least this amount only, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_cents: Option<i64>,
    /// So many of ten thousand lines, drawn by lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u16>,
}

impl App<'_> {
    /// Says whether who decided a line of a fund's batch may sign it.
    ///
    /// # Errors
    /// Not the operator: a fund's own people do not lift their own watch; an unknown fund is not found.
    pub fn set_four_eyes(&self, context: &Context, number: CareFundNumber, asked: bool) -> Result<(), Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(number),
        };
        context.actor.may(Action::SetFourEyes, owner)?;
        let mut tx = self.begin_alone()?;
        let known = tx.care_funds()?.into_iter().find(|fund| fund.number == number);
        let mut fund = known.ok_or_else(|| Problem::NotFound("a care fund of this number".into()))?;
        if fund.four_eyes != asked {
            fund.four_eyes = asked;
            tx.put_care_fund(&fund, context.at)?;
        }
        let input = json!({ "fund": number, "fourEyes": asked });
        recorded(
            tx,
            context,
            ("setFourEyes", format!("fund {number}")),
            &input,
            &json!({}),
        )
    }

    /// Adds a standing rule: accepted lines of sendings judged from now on that meet it are taken into review
    /// (P90001). Gives its number.
    ///
    /// # Errors
    /// Another fund is forbidden; a rule that names nothing, or a share above all, is invalid input.
    pub fn add_control_rule(
        &self,
        context: &Context,
        fund: CareFundNumber,
        rule: &NewControlRule,
    ) -> Result<i64, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::SetControls, owner)?;
        if *rule == NewControlRule::default() {
            return Err(Problem::invalid(
                "",
                "a rule names a facility, a code, an amount or a share",
            ));
        }
        if rule.share.is_some_and(|share| share > 10_000) {
            return Err(Problem::invalid("share", "at most 10000 of ten thousand"));
        }
        let mut tx = self.begin_alone()?;
        if let Some(facility) = rule.facility
            && tx.facility(FacilityId(facility))?.is_none()
        {
            return Err(Problem::NotFound("a facility of this number".into()));
        }
        let kept = store::ControlRule {
            id: 0,
            fund,
            facility: rule.facility.map(FacilityId),
            code: rule.code,
            from_amount: rule.from_cents.map(EuroCents::new),
            share: rule.share,
        };
        let id = tx.add_control_rule(&kept, context.at)?;
        let input = json!({ "fund": fund, "rule": rule });
        recorded(
            tx,
            context,
            ("addControlRule", format!("fund {fund}")),
            &input,
            &json!({ "rule": id }),
        )?;
        Ok(id)
    }

    /// Ends a standing rule; lines that it took into review stay there.
    ///
    /// # Errors
    /// Another fund is forbidden; a rule that the fund does not have in force is not found.
    pub fn end_control_rule(&self, context: &Context, fund: CareFundNumber, rule: i64) -> Result<(), Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::SetControls, owner)?;
        let mut tx = self.begin_alone()?;
        if !tx.end_control_rule(fund, rule, context.at)? {
            return Err(Problem::NotFound("a standing rule of this number".into()));
        }
        let input = json!({ "fund": fund, "rule": rule });
        recorded(
            tx,
            context,
            ("endControlRule", format!("fund {fund}")),
            &input,
            &json!({}),
        )
    }

    /// The standing rules of a fund that are in force.
    ///
    /// # Errors
    /// Another fund is forbidden.
    pub fn control_rules(&self, context: &Context, fund: CareFundNumber) -> Result<Vec<store::ControlRule>, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::ReadControls, owner)?;
        Ok(self.begin()?.control_rules(fund)?)
    }
}

fn recorded(
    mut tx: Box<dyn Transaction + '_>,
    context: &Context,
    (use_case, subject): (&'static str, String),
    input: &serde_json::Value,
    answer: &serde_json::Value,
) -> Result<(), Problem> {
    let (input, answer) = (input.to_string(), answer.to_string());
    let entry = Record {
        use_case,
        subject,
        input: input.as_bytes(),
        answer: answer.as_bytes(),
        law: None,
    };
    record(tx.as_mut(), context, &entry)?;
    tx.commit()?;
    Ok(())
}

/// How a fund watches over its own work.
#[derive(Debug, Clone)]
pub struct ControlSettings {
    /// The standing rules in force, each with the facility that it names.
    pub rules: Vec<(store::ControlRule, Option<store::FacilityName>)>,
    /// Whether another signs than who decided.
    pub four_eyes: bool,
    /// Whether the actor adds and ends rules.
    pub may_set: bool,
}

impl App<'_> {
    /// How the actor's fund watches over its own work, on one page.
    ///
    /// # Errors
    /// Who may not look at it is forbidden.
    pub fn control_settings(&self, context: &Context) -> Result<ControlSettings, Problem> {
        let fund = crate::worklist::own_fund(context)?;
        let owner = crate::worklist::fund_alone(fund);
        context.actor.may(Action::ReadControls, owner)?;
        let mut tx = self.begin()?;
        let rules = tx.control_rules(fund)?;
        let named: Vec<FacilityId> = rules.iter().filter_map(|rule| rule.facility).collect();
        let names = tx.facility_names(&named)?;
        let name_of = |rule: &store::ControlRule| names.iter().find(|name| Some(name.id) == rule.facility).cloned();
        Ok(ControlSettings {
            rules: rules.into_iter().map(|rule| (rule.clone(), name_of(&rule))).collect(),
            four_eyes: tx
                .care_funds()?
                .iter()
                .any(|known| known.number == fund && known.four_eyes),
            may_set: context.actor.may(Action::SetControls, owner).is_ok(),
        })
    }

    /// Adds a standing rule of the actor's fund, for a facility by its number in the care registry or for all.
    ///
    /// # Errors
    /// As [`App::add_control_rule`].
    pub fn add_rule_for(
        &self,
        context: &Context,
        facility: Option<&identifiers::HcoNumber>,
        rule: &NewControlRule,
    ) -> Result<i64, Problem> {
        let fund = crate::worklist::own_fund(context)?;
        context
            .actor
            .may(Action::SetControls, crate::worklist::fund_alone(fund))?;
        let facility = match facility {
            Some(hco) => Some(crate::worklist::facility_of(self.begin()?.as_mut(), hco)?.id.0),
            None => None,
        };
        self.add_control_rule(context, fund, &NewControlRule { facility, ..*rule })
    }
}
