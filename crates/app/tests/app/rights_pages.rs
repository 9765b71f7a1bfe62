//! The use cases behind the pages of a fund, and who may do them.

use app::{
    Actor, Decision, DossierAddress, FundRole, LinePick, LinesFilter, NewControlRule, NewPremium, NotDecided, PersonBy,
    Problem, SendingsFilter, TasksFilter, UnpaidChoice, WorklistFilter,
};
use identifiers::{HcoNumber, OrderId};
use uuid::Uuid;

use super::fixture::{digits, fund, hco};
use super::rights::{Stage, UseCase, may_read_batch, of_fund_180};

fn address() -> DossierAddress {
    DossierAddress {
        hco: HcoNumber::parse(&hco(0)).expect("a number"),
        message_id: Uuid::from_u128(1),
    }
}

/// Nothing of the dossier is in beraad: whoever may is told so.
fn may_but_nothing_waits(done: Result<(), NotDecided>) -> Result<(), Problem> {
    match done {
        Err(NotDecided::NothingWaits(_)) | Ok(()) => Ok(()),
        Err(not) => Err(not.into_problem()),
    }
}

fn any_fund(_: &Stage, actor: &Actor) -> bool {
    matches!(actor, Actor::Employee { .. })
}

fn fund_180(_: &Stage, actor: &Actor) -> bool {
    of_fund_180(actor, &FundRole::ALL)
}

fn system_of_fund_180(actor: &Actor) -> bool {
    *actor == Actor::FundSystem(fund("180"))
}

fn case_worker(_: &Stage, actor: &Actor) -> bool {
    *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker])
}

fn reads_diagnosis(_: &Stage, actor: &Actor) -> bool {
    of_fund_180(actor, &[FundRole::CaseWorker, FundRole::Auditor])
}

pub(super) static PAGES: &[UseCase] = &[
    UseCase {
        name: "worklist",
        run: |_, app, context| app.worklist(context, &WorklistFilter::default(), None, 10).map(drop),
        may: any_fund,
    },
    UseCase {
        name: "next_in_worklist",
        run: |_, app, context| app.next_in_worklist(context, None).map(drop),
        may: any_fund,
    },
    UseCase {
        name: "decide_as_seen",
        run: |_, app, context| {
            let done = app.decide_as_seen(context, &address(), "", Decision::Refuse, "x");
            may_but_nothing_waits(done.map(drop))
        },
        may: case_worker,
    },
    UseCase {
        name: "take_at",
        run: |_, app, context| may_but_nothing_waits(app.take_at(context, &address(), true)),
        may: case_worker,
    },
    UseCase {
        name: "original_message",
        run: |_, app, context| app.original_message(context, &address(), Uuid::from_u128(1)).map(drop),
        may: reads_diagnosis,
    },
    UseCase {
        name: "original_request",
        run: |stage, app, context| app.original_request(context, stage.decided, stage.dossier).map(drop),
        may: reads_diagnosis,
    },
    UseCase {
        name: "original_sending",
        run: |stage, app, context| app.original_sending(context, stage.decided).map(drop),
        may: may_read_batch,
    },
    UseCase {
        name: "journal_of_dossier",
        run: |_, app, context| app.journal_of_dossier(context, &address(), None).map(drop),
        may: fund_180,
    },
    UseCase {
        name: "journal_of_person",
        run: |_, app, context| app.journal_of_person(context, identifiers::PersonId(1), None).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Auditor]),
    },
    UseCase {
        name: "tasks",
        run: |_, app, context| app.tasks(context, &TasksFilter::default(), None, 10).map(drop),
        may: any_fund,
    },
    UseCase {
        name: "sendings",
        run: |_, app, context| app.sendings(context, &SendingsFilter::default(), None, 10).map(drop),
        may: any_fund,
    },
    UseCase {
        name: "sending_page",
        run: |stage, app, context| {
            app.sending_page(context, stage.in_review, &LinesFilter::default(), 10)
                .map(drop)
        },
        may: fund_180,
    },
    UseCase {
        name: "signing_page",
        run: |stage, app, context| app.signing_page(context, stage.decided).map(drop),
        may: fund_180,
    },
    UseCase {
        name: "decide_lines_as_seen",
        run: |stage, app, context| {
            // Nothing was seen: whoever may is told so.
            let pick = LinePick::default();
            match app.decide_lines_as_seen(context, stage.in_review, "", &pick, (Decision::Accept, "")) {
                Err(NotDecided::Changed) => Ok(()),
                done => done.map(drop).map_err(NotDecided::into_problem),
            }
        },
        may: case_worker,
    },
    UseCase {
        name: "take_sending",
        run: |stage, app, context| {
            app.take_sending(context, stage.in_review, false)
                .map_err(NotDecided::into_problem)
        },
        may: case_worker,
    },
    UseCase {
        name: "sign_as_seen",
        run: |stage, app, context| match app.sign_as_seen(context, stage.decided, "") {
            Err(Problem::Conflict(_)) => Ok(()),
            done => done.map(drop),
        },
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Signatory]),
    },
    UseCase {
        name: "pay_as_seen",
        run: |_, app, context| {
            // Nothing was seen: whoever may is told so.
            match app.pay_as_seen(context, fund("180"), "") {
                Err(NotDecided::Changed) => Ok(()),
                done => done.map(drop).map_err(NotDecided::into_problem),
            }
        },
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Payer]),
    },
    UseCase {
        name: "payments_page",
        run: |_, app, context| app.payments_page(context, &UnpaidChoice::default(), None).map(drop),
        may: |_, actor| {
            let roles = [FundRole::Signatory, FundRole::Payer, FundRole::Auditor];
            matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
        },
    },
    UseCase {
        name: "payment_orders",
        run: |_, app, context| app.payment_orders(context, None).map(drop),
        may: |_, actor| {
            let roles = [FundRole::Signatory, FundRole::Payer, FundRole::Auditor];
            // Each has those of its own fund.
            matches!(actor, Actor::FundSystem(_))
                || matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
        },
    },
    UseCase {
        name: "fund_events",
        run: |_, app, context| app.fund_events(context, 0).map(drop),
        may: |_, actor| matches!(actor, Actor::FundSystem(_)),
    },
    UseCase {
        name: "orders_file",
        run: |_, app, context| app.orders_file(context, 10).map(drop),
        may: |_, actor| {
            let roles = [FundRole::Signatory, FundRole::Payer, FundRole::Auditor];
            // Each has those of its own fund.
            matches!(actor, Actor::FundSystem(_))
                || matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
        },
    },
    UseCase {
        name: "order_page",
        run: |_, app, context| app.order_page(context, OrderId(1)).map(drop),
        may: |_, actor| {
            system_of_fund_180(actor) || of_fund_180(actor, &[FundRole::Signatory, FundRole::Payer, FundRole::Auditor])
        },
    },
    UseCase {
        name: "order_file",
        run: |_, app, context| app.order_file(context, OrderId(1)).map(drop),
        may: |_, actor| system_of_fund_180(actor) || of_fund_180(actor, &[FundRole::Payer]),
    },
    UseCase {
        name: "today",
        run: |_, app, context| app.today(context).map(drop),
        may: any_fund,
    },
    UseCase {
        name: "search",
        run: |_, app, context| app.search(context, "VSB-0000-0001-01").map(drop),
        may: fund_180,
    },
    UseCase {
        name: "person_page",
        run: |_, app, context| {
            let by = PersonBy::Id(identifiers::PersonId(1));
            app.person_page(context, &by, None).map(drop)
        },
        may: reads_diagnosis,
    },
    UseCase {
        name: "note_premium",
        run: |_, app, context| {
            let premium = NewPremium {
                year: 2024,
                paid_on: jiff::civil::date(2024, 2, 3),
                cents: 6400,
            };
            app.note_premium(context, fund("180"), &digits(0), &premium)
        },
        may: |_, actor| {
            system_of_fund_180(actor) || *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker])
        },
    },
    UseCase {
        name: "control_settings",
        run: |_, app, context| app.control_settings(context).map(drop),
        may: |_, actor| {
            let roles = [FundRole::CaseWorker, FundRole::Signatory, FundRole::Auditor];
            matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
        },
    },
    UseCase {
        name: "add_rule_for",
        run: |_, app, context| {
            let rule = NewControlRule {
                share: Some(500),
                ..NewControlRule::default()
            };
            app.add_rule_for(context, None, &rule).map(drop)
        },
        may: |_, actor| {
            matches!(
                actor,
                Actor::Employee {
                    role: FundRole::CaseWorker | FundRole::Signatory,
                    ..
                }
            )
        },
    },
];
