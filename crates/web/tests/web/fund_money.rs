//! Sendings, signing and payments: from lines in beraad to money that came back, and the walk back to the request.

use app::{Actor, FundRole};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};
use identifiers::BatchId;
use store::Store;

use super::world::{Answer, OURS, World, case_worker, employee};

fn role(role: FundRole) -> Actor {
    employee("180", role)
}

/// The value of a hidden field.
fn hidden(answer: &Answer, name: &str) -> String {
    let field = answer.html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

/// The content of a page, without what stands around every page.
fn content(html: &str) -> &str {
    let main = html.split_once("<main").map_or(html, |(_, rest)| rest);
    main.split_once("</main>").map_or(main, |(content, _)| content)
}

fn sign(world: &World, sent: BatchId) {
    let address = format!("/kas/zendingen/{sent}/ondertekenen");
    let seen = hidden(&world.look(&role(FundRole::Signatory), &address), "gezien");
    let signed = world.send(&role(FundRole::Signatory), &address, &format!("gezien={seen}"));
    assert_eq!(
        signed.leads_to,
        Some(format!("/kas/zendingen/{sent}?gedaan=ondertekend"))
    );
}

fn bank_file(world: &World, who: &Actor, file: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"bank.xml\"\r\nContent-Type: \
         application/xml\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post("/kas/betalingen/bank")
        .header(HOST, OURS)
        .header(ORIGIN, format!("http://{OURS}"))
        .header(COOKIE, world.session(who))
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x");
    world.ask(request, &body)
}

#[test]
fn a_sending_is_shown_in_both_languages() {
    let (world, sent) = World::billed();
    for language in ["nl", "en"] {
        let list = world.look(&case_worker(), &format!("/kas/zendingen?lang={language}"));
        insta::assert_snapshot!(format!("sendings_{language}"), content(&list.html));
        let one = world.look(
            &case_worker(),
            &format!("/kas/zendingen/{sent}?lijnen=geweigerd&lang={language}"),
        );
        assert_eq!(one.status, StatusCode::OK);
        insta::assert_snapshot!(format!("sending_{language}"), content(&one.html));
    }
}

#[test]
fn lines_are_taken_into_review_decided_and_signed_by_another() {
    let (world, sent) = World::billed();
    let page = format!("/kas/zendingen/{sent}");
    let taken = world.send(&case_worker(), &format!("{page}/in-beraad"), "factuur=1&prestatiecode=");
    assert_eq!(taken.leads_to, Some(format!("{page}?gedaan=in-beraad")));
    let shown = world.look(&case_worker(), &format!("{page}?lijnen=open"));
    let seen = hidden(&shown, "gezien");
    let send = |form: &str| world.send(&case_worker(), &format!("{page}/beslissen"), form);
    // What was seen before is no ground; a refusal needs a reason; one line, then all of one reason.
    assert_eq!(send("gezien=0&beslissing=aanvaarden").status, StatusCode::CONFLICT);
    let no_reason = send(&format!("gezien={seen}&beslissing=weigeren&bevinding=P90001"));
    assert!(no_reason.status == StatusCode::BAD_REQUEST && no_reason.html.contains("id=\"reden-error\""));
    // What is typed for one line and is none never means all of them.
    for typed in ["12", "1%2C1", "1.x", "1.1.1", "x"] {
        let wrong = send(&format!(
            "gezien={seen}&beslissing=weigeren&lijn={typed}&reden=Geen+prestatie"
        ));
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{typed}");
        assert!(
            wrong.html.contains("id=\"lijn-error\"") && wrong.html.contains("Geen prestatie"),
            "{typed}"
        );
    }
    let one = send(&format!(
        "gezien={seen}&beslissing=weigeren&lijn=1.1&reden=Geen+prestatie"
    ));
    assert_eq!(one.leads_to, Some(format!("{page}?gedaan=geweigerd")));
    assert_eq!(
        send(&format!("gezien={seen}&beslissing=aanvaarden&bevinding=P90001")).status,
        StatusCode::CONFLICT
    );
    let seen = hidden(&world.look(&case_worker(), &page), "gezien");
    let all = send(&format!("gezien={seen}&beslissing=aanvaarden&bevinding=P90001"));
    assert_eq!(all.leads_to, Some(format!("{page}?gedaan=aanvaard")));
    // Only a signatory signs, what was seen.
    let signing = format!("{page}/ondertekenen");
    let by_worker = world.send(&case_worker(), &signing, "gezien=0");
    assert_eq!(by_worker.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.send(&role(FundRole::Signatory), &signing, "gezien=0").status,
        StatusCode::CONFLICT
    );
    insta::assert_snapshot!(
        "signing",
        content(&world.look(&role(FundRole::Signatory), &signing).html)
    );
    sign(&world, sent);
    let again = world.look(&role(FundRole::Signatory), &signing);
    assert_eq!(again.leads_to, Some(page.clone()), "nothing is signed twice");
    let settlement = world.look(&case_worker(), &format!("{page}/antwoorden/920900"));
    assert!(settlement.status == StatusCode::OK && settlement.html.contains("Bezwaar"));
    for form in ["json", "bestand"] {
        let answer = world.look(&case_worker(), &format!("{page}/antwoorden/920900?vorm={form}"));
        assert_eq!(answer.status, StatusCode::OK, "{form}");
    }
    assert_eq!(
        world.look(&case_worker(), &format!("{page}/antwoorden/920099")).status,
        StatusCode::NOT_FOUND
    );
}

/// Somebody else of the fund with the same role.
fn colleague() -> Actor {
    Actor::Employee {
        fund: identifiers::CareFundNumber::parse("180").unwrap(),
        role: FundRole::CaseWorker,
        name: "k180-second".into(),
    }
}

#[test]
fn a_sending_is_taken_and_a_second_one_is_told_with_what_they_typed() {
    let (world, sent) = World::billed();
    let page = format!("/kas/zendingen/{sent}");
    world.send(&case_worker(), &format!("{page}/in-beraad"), "factuur=1&prestatiecode=");
    let seen = hidden(&world.look(&colleague(), &page), "gezien");
    let taken = world.send(
        &case_worker(),
        "/kas/werklijst/zendingen/nemen",
        &format!("zending={sent}"),
    );
    assert_eq!(taken.leads_to.as_deref(), Some("/kas/werklijst?gedaan=opgenomen"));
    for language in ["nl", "en"] {
        let list = world.look(&colleague(), &format!("/kas/werklijst?lang={language}"));
        insta::assert_snapshot!(format!("worklist_taken_{language}"), list.content());
    }
    let shown = world.look(&colleague(), &page);
    assert!(!shown.html.contains("name=\"gezien\"") && shown.html.contains("k180-caseworker heeft deze zending"));
    let by_second = world.send(
        &colleague(),
        &format!("{page}/beslissen"),
        &format!("gezien={seen}&beslissing=weigeren&bevinding=P90001&reden=Geen+verslag"),
    );
    assert_eq!(by_second.status, StatusCode::CONFLICT);
    assert!(by_second.html.contains("class=\"typed\">Geen verslag<") && by_second.html.contains("opgenomen"));
    for (form, to) in [("nemen", &colleague()), ("vrijgeven", &colleague())] {
        assert_eq!(
            world.send(to, &format!("{page}/{form}"), "").status,
            StatusCode::CONFLICT
        );
    }
    let released = world.send(&case_worker(), &format!("{page}/vrijgeven"), "");
    assert_eq!(released.leads_to, Some(format!("{page}?gedaan=vrijgegeven")));
    let mine = world.send(&colleague(), &format!("{page}/nemen"), "");
    assert_eq!(mine.leads_to, Some(format!("{page}?gedaan=opgenomen")));
    let listed = world.look(&colleague(), "/kas/zendingen?wie=ik");
    assert!(listed.html.contains(&page) && listed.html.contains("k180-second"));
    assert!(!world.look(&case_worker(), "/kas/zendingen?wie=ik").html.contains(&page));
    for who in world.people().iter().filter(|who| **who != case_worker()) {
        for form in ["nemen", "vrijgeven"] {
            let refused = world.send(who, &format!("{page}/{form}"), "");
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form} by {who}");
        }
    }
}

/// What the page of payments says that is to be paid, as its form sends it.
fn due_seen(world: &World) -> String {
    let page = world.look(&role(FundRole::Payer), "/kas/betalingen");
    format!("gezien={}", hidden(&page, "gezien"))
}

fn make_order(world: &World) {
    let made = world.send(&role(FundRole::Payer), "/kas/betalingen/opdracht", &due_seen(world));
    assert!(made.leads_to.unwrap().starts_with("/kas/betalingen/opdrachten/"));
}

#[test]
fn a_payer_orders_reads_the_bank_and_pays_again_what_came_back() {
    let (world, sent) = World::billed();
    sign(&world, sent);
    let payer = role(FundRole::Payer);
    let before = world.look(&payer, "/kas/betalingen");
    insta::assert_snapshot!("payments", content(&before.html));
    // The page was of before somebody signed: nothing is ordered, and the page shows what holds now.
    let stale = world.send(&payer, "/kas/betalingen/opdracht", "gezien=0");
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("veranderde sinds u deze bladzijde zag"));
    let seen = due_seen(&world);
    assert_eq!(seen, format!("gezien={}", hidden(&stale, "gezien")));
    let ordered = world.send(&payer, "/kas/betalingen/opdracht", &seen);
    let order = ordered.leads_to.unwrap();
    assert!(order.starts_with("/kas/betalingen/opdrachten/"));
    let twice = world.send(&payer, "/kas/betalingen/opdracht", &seen);
    assert_eq!(twice.leads_to.as_deref(), Some("/kas/betalingen?gedaan=niets"));
    let file = world.look(&payer, &format!("{order}/bestand"));
    assert!(file.html.contains("pain.001.001.09"));
    assert_eq!(
        world.look(&role(FundRole::Auditor), &format!("{order}/bestand")).status,
        StatusCode::FORBIDDEN
    );
    let id = file.html.split("<MsgId>").nth(1).unwrap().split('<').next().unwrap();
    let transfer = file
        .html
        .split("<EndToEndId>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let rejected = format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"><CstmrPmtStsRpt>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{id}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>\
         <OrgnlEndToEndId>{transfer}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>\
         </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    );
    assert_eq!(
        bank_file(&world, &role(FundRole::Auditor), &rejected).status,
        StatusCode::FORBIDDEN
    );
    let unreadable = bank_file(&world, &payer, "no file of a bank");
    assert!(unreadable.status == StatusCode::BAD_REQUEST && unreadable.html.contains("id=\"bestand-error\""));
    let read = bank_file(&world, &payer, &rejected);
    assert!(read.html.contains("1 teruggestuurd"), "{}", content(&read.html));
    assert!(
        world
            .look(&payer, "/kas/betalingen?welke=teruggestuurd")
            .html
            .contains("AC04")
    );
    let csv = world.look(&payer, "/kas/betalingen?vorm=csv&tabel=te-betalen");
    assert!(csv.html.contains("AC04"));
    let seen = due_seen(&world);
    let anew = world.send(&payer, "/kas/betalingen/opdracht", &seen).leads_to.unwrap();
    assert_ne!(anew, order);
    assert!(world.look(&payer, &order).html.contains("In een nieuwere opdracht"));
}

#[test]
fn an_auditor_walks_from_a_payment_to_the_request() {
    let (world, sent) = World::billed();
    sign(&world, sent);
    make_order(&world);
    let auditor = role(FundRole::Auditor);
    let walk = world.look(&auditor, &format!("/kas/zendingen/{sent}/geldspoor"));
    assert!(walk.status == StatusCode::OK && walk.html.contains("Elke stap klopt."));
    let link = walk
        .html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let request = link
        .clone()
        .find(|link| link.contains("/geldspoor/"))
        .unwrap()
        .to_owned();
    assert!(world.look(&auditor, &request).html.contains("psychiatrist"));
    assert_eq!(
        world.look(&role(FundRole::Payer), &request).status,
        StatusCode::FORBIDDEN
    );
    let bytes = world.look(&auditor, &format!("/kas/zendingen/{sent}/bestand"));
    assert!(bytes.html.starts_with("920000"));
}

/// What a page costs at the store does not grow with what is in it.
#[test]
fn pages_take_few_statements() {
    let (world, sent) = World::billed();
    sign(&world, sent);
    make_order(&world);
    for (who, address, most) in [
        (case_worker(), "/kas/werklijst".to_owned(), 16),
        (case_worker(), "/kas/zendingen".to_owned(), 16),
        (case_worker(), format!("/kas/zendingen/{sent}"), 28),
        (role(FundRole::Payer), "/kas/betalingen".to_owned(), 18),
    ] {
        world.look(&who, &address);
        let session = world.session(&who);
        let before = world.store.statements();
        let request = Request::get(&address).header(HOST, OURS).header(COOKIE, session);
        assert_eq!(world.ask(request, "").status, StatusCode::OK);
        let taken = world.store.statements() - before;
        assert!(taken <= most, "{address}: {taken} statements");
    }
}

#[test]
fn another_fund_sees_nothing_of_it() {
    let (world, sent) = World::billed();
    for who in world
        .people()
        .iter()
        .filter(|who| who.fund().is_none_or(|fund| fund.to_string() != "180"))
    {
        for page in ["", "/ondertekenen", "/geldspoor", "/bestand", "/antwoorden/920098"] {
            let answer = world.look(who, &format!("/kas/zendingen/{sent}{page}"));
            let own = who.facility().is_some() && (page == "/bestand" || page.starts_with("/antwoorden"));
            assert!(
                own || answer.status == StatusCode::FORBIDDEN,
                "{page} by {who}: {}",
                answer.status
            );
        }
        let form = "gezien=0&beslissing=aanvaarden";
        for page in ["/beslissen", "/in-beraad", "/ondertekenen"] {
            let answer = world.send(who, &format!("/kas/zendingen/{sent}{page}"), form);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page} by {who}");
        }
    }
}
