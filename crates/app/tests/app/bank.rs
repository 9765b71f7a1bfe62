//! The bank's files, what is yet to be paid, and a debt that is set off.

use app::FundRole;
use identifiers::BatchId;
use store::{BatchState, Store};

use super::bill::Bill;
use super::fixture::{AnyStore, World, employee, fund};

/// Two batches in one order, and the file of that order.
fn ordered() -> (World<AnyStore>, BatchId, BatchId, String) {
    let world = World::new();
    world.stay(1, 0, 0);
    let batch = |month, number| {
        let id = world.bill(&Bill::month_of(0, 0, "180", month, number)).id;
        world.sign("180", id).expect("it is decided");
        id
    };
    let (march, april) = (batch("2024-03", 1), batch("2024-04", 2));
    assert_eq!(world.pay("180").expect("both are due").transfers, 2);
    let payer = employee("180", FundRole::Payer, "2024-06-06T10:00:00+02:00");
    let file = world
        .app()
        .payment_file(&payer, march)
        .expect("a file")
        .expect("it is ordered");
    (world, march, april, String::from_utf8(file.bytes).expect("text"))
}

fn ids(file: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let parts = file.split(&open).skip(1);
    parts
        .map(|part| part.split(&close).next().expect("an end").to_owned())
        .collect()
}

fn state(world: &World<AnyStore>, batch: BatchId) -> BatchState {
    let mut tx = world.store.begin().expect("a transaction");
    tx.batch(batch)
        .expect("the store answers")
        .expect("a batch")
        .batch
        .state
}

#[test]
fn what_the_bank_books_is_paid_and_what_it_rejects_is_due_again() {
    let (world, march, april, file) = ordered();
    let (order, transfers) = (ids(&file, "MsgId").remove(0), ids(&file, "EndToEndId"));
    let take = |text: &str, when: &str| {
        let payer = employee("180", FundRole::Payer, when);
        world
            .app()
            .take_bank_file(&payer, fund("180"), text.as_bytes())
            .expect("it is read")
    };
    let status = format!(
        "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{order}</OrgnlMsgId></OrgnlGrpInfAndSts>
         <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
         <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
        transfers[1]
    );
    let statement = |id: &str, cents: &str| {
        format!(
            "<Document><BkToCstmrStmt><Stmt><Ntry><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls>
             <Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{cents}</Amt></TxDtls></NtryDtls></Ntry>
             </Stmt></BkToCstmrStmt></Document>"
        )
    };
    let told = take(&status, "2024-06-07T10:00:00+02:00");
    assert_eq!((told.booked, told.rejected), (vec![], vec![april]));
    let told = take(&statement(&transfers[0], "1339.50"), "2024-06-07T11:00:00+02:00");
    assert_eq!((told.booked, told.unmatched), (vec![], 1), "another amount");
    let told = take(&statement(&transfers[0], "1339.51"), "2024-06-07T12:00:00+02:00");
    assert_eq!(told.booked, [march]);
    assert_eq!(
        (state(&world, march), state(&world, april)),
        (BatchState::Paid, BatchState::Settled)
    );
    // The same files again change nothing, also when the rejected one is ordered anew.
    assert_eq!(
        take(&statement(&transfers[0], "1339.51"), "2024-06-08T10:00:00+02:00").known,
        1
    );
    assert_eq!(take(&status, "2024-06-08T10:00:00+02:00").known, 1);
    assert_eq!(world.pay("180").expect("it is due again").transfers, 1);
    assert_eq!(take(&status, "2024-06-08T11:00:00+02:00").known, 1);
    let told = take(&statement(&transfers[1], "1296.30"), "2024-06-10T10:00:00+02:00");
    assert_eq!(told.booked, [april]);
    world.journal();
}

#[test]
fn an_order_that_is_rejected_whole_is_due_again_whole() {
    let (world, march, april, file) = ordered();
    let order = ids(&file, "MsgId").remove(0);
    let status = format!(
        "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>{order}</OrgnlMsgId><GrpSts>RJCT</GrpSts>
         </OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
    );
    let payer = employee("180", FundRole::Payer, "2024-06-07T10:00:00+02:00");
    let told = world
        .app()
        .take_bank_file(&payer, fund("180"), status.as_bytes())
        .expect("it is read");
    assert_eq!(told.rejected, [march, april]);
    // Another fund's order is none of this fund's.
    let other = employee("280", FundRole::Payer, "2024-06-07T10:00:00+02:00");
    let told = world
        .app()
        .take_bank_file(&other, fund("280"), status.as_bytes())
        .expect("it is read");
    assert_eq!(told.unmatched, 1);
    assert!(world.app().take_bank_file(&payer, fund("180"), b"<Document/>").is_err());
}

/// Signed on 4 June with six weeks: due on 16 July; received on 3 June.
#[test]
fn what_is_due_soon_or_overdue_is_seen() {
    let (world, march, _, _) = ordered();
    world.bank("180", march, false).expect("it is at the bank");
    for (when, left, age) in [
        ("2024-07-15T10:00:00+02:00", 1, 42),
        ("2024-07-16T10:00:00+02:00", 0, 43),
        ("2024-07-17T10:00:00+02:00", -1, 44),
    ] {
        let payer = employee("180", FundRole::Payer, when);
        let unpaid = world.app().unpaid(&payer, fund("180")).expect("a list");
        assert_eq!(unpaid.len(), 2);
        let first = &unpaid[0];
        assert_eq!(
            (first.days_left, first.age_days, first.ordered),
            (left, age, false),
            "{when}"
        );
        assert!(unpaid[1].ordered);
    }
}
