//! Reading what the bank answers: pain.002 (the status of an order and its transfers) and camt.053 or camt.054 (what
//! was booked), in any of their versions (billing.md §4).
//!
//! A transfer is known by the end-to-end id or the structured reference that the order gave it. A status between sent
//! and booked (ACCP, ACSP, ACSC, PDNG …) says nothing new: a transfer is paid when an account statement books it, and
//! rejected when the bank says RJCT.

use std::borrow::Cow;

use identifiers::{EuroCents, StructuredReference};

use crate::tree::{self, Node};

/// Why a file is no answer of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankFileError {
    /// It cannot be read at all.
    #[error("the file is no XML")]
    NotXml,
    /// It is another message.
    #[error("the file is no pain.002, camt.053 or camt.054")]
    OtherMessage,
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// One transfer, by what the order called it.
    Transfer {
        /// The message id of the order, where the answer names it.
        order: Option<String>,
        /// The end-to-end id.
        end_to_end_id: Option<String>,
        /// The structured reference.
        reference: Option<StructuredReference>,
    },
    /// A whole order, by its message id.
    Order(String),
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankOutcome {
    /// Booked on the account of the fund.
    Booked,
    /// Rejected, or paid back after it was booked.
    Rejected {
        /// The code of the reason, with the bank's own words behind it, where given.
        reason: Option<String>,
    },
}

/// One answer of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAnswer {
    /// What it is about.
    pub about: About,
    /// The amount in euro cents, where it is named.
    pub amount: Option<EuroCents>,
    /// What became of it.
    pub outcome: BankOutcome,
}

/// Reads a pain.002, camt.053 or camt.054.
///
/// # Errors
/// [`BankFileError`] when it is none of them.
pub fn read_bank_file(bytes: &[u8]) -> Result<Vec<BankAnswer>, BankFileError> {
    let document = tree::read(bytes)?;
    let mut answers = Vec::new();
    if let Some(report) = document.child("CstmrPmtStsRpt") {
        statuses(report, &mut answers);
    } else if let Some(statement) = document.child("BkToCstmrStmt") {
        statement.all("Stmt").for_each(|of| entries(of, &mut answers));
    } else if let Some(notification) = document.child("BkToCstmrDbtCdtNtfctn") {
        notification.all("Ntfctn").for_each(|of| entries(of, &mut answers));
    } else {
        return Err(BankFileError::OtherMessage);
    }
    Ok(answers)
}

/// pain.002: what is said of a transfer goes before what is said of its block, and that before the whole order.
fn statuses(report: &Node, answers: &mut Vec<BankAnswer>) {
    let group = report.child("OrgnlGrpInfAndSts");
    let order = group.and_then(|group| group.text_at(&["OrgnlMsgId"]));
    let is_rejected = |node: Option<&Node>, status: &str| node.and_then(|of| of.text_at(&[status])) == Some("RJCT");
    let mut told = false;
    for block in report.all("OrgnlPmtInfAndSts") {
        for transfer in block.all("TxInfAndSts") {
            told = true;
            if is_rejected(Some(transfer), "TxSts") {
                answers.push(BankAnswer {
                    about: About::Transfer {
                        order: order.map(str::to_owned),
                        end_to_end_id: transfer.text_at(&["OrgnlEndToEndId"]).map(str::to_owned),
                        reference: reference(transfer.child("OrgnlTxRef")),
                    },
                    amount: transfer.at(&["OrgnlTxRef", "Amt", "InstdAmt"]).and_then(cents),
                    outcome: rejected(transfer),
                });
            }
        }
        if block.child("TxInfAndSts").is_none() && is_rejected(Some(block), "PmtInfSts") {
            told = true;
            answers.extend(whole(order, block));
        }
    }
    // An order of this product has one block.
    if !told && is_rejected(group, "GrpSts") {
        answers.extend(group.and_then(|group| whole(order, group)));
    }
}

fn whole(order: Option<&str>, node: &Node) -> Option<BankAnswer> {
    Some(BankAnswer {
        about: About::Order(order?.to_owned()),
        amount: None,
        outcome: rejected(node),
    })
}

fn rejected(node: &Node) -> BankOutcome {
    let info = node.child("StsRsnInf");
    let code = info.and_then(|info| info.text_at(&["Rsn", "Cd"]).or_else(|| info.text_at(&["Rsn", "Prtry"])));
    let words = info.and_then(|info| info.text_at(&["AddtlInf"]));
    BankOutcome::Rejected {
        reason: reason(code, words),
    }
}

fn reason(code: Option<&str>, words: Option<&str>) -> Option<String> {
    let parts: Vec<Cow<'_, str>> = [code, words].into_iter().flatten().map(Cow::Borrowed).collect();
    // A bank's words may be long; a reason is read by a person.
    (!parts.is_empty()).then(|| parts.join(": ").chars().take(200).collect())
}

/// camt.053 and camt.054: booked debits, and credits that pay a transfer back.
fn entries(of: &Node, answers: &mut Vec<BankAnswer>) {
    for entry in of.all("Ntry") {
        // Versions to 03 write the status as text, later ones as a code below it.
        let status = entry.text_at(&["Sts"]).or_else(|| entry.text_at(&["Sts", "Cd"]));
        if status != Some("BOOK") {
            continue;
        }
        let of_entry = entry.text_at(&["CdtDbtInd"]);
        let turned = entry.text_at(&["RvslInd"]) == Some("true");
        for details in entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")) {
            let direction = details.text_at(&["CdtDbtInd"]).or(of_entry);
            let returned = details.child("RtrInf");
            let outcome = match direction {
                Some("DBIT") if !turned && returned.is_none() => BankOutcome::Booked,
                // Only a transfer of ours comes back: any other credit is not for this product to read.
                Some("CRDT") if turned || returned.is_some() => BankOutcome::Rejected {
                    reason: returned.and_then(|info| {
                        let code = info.text_at(&["Rsn", "Cd"]).or_else(|| info.text_at(&["Rsn", "Prtry"]));
                        reason(code, info.text_at(&["AddtlInf"]))
                    }),
                },
                _ => continue,
            };
            let amount = details
                .child("Amt")
                .or_else(|| details.at(&["AmtDtls", "TxAmt", "Amt"]))
                .and_then(cents);
            answers.push(BankAnswer {
                about: About::Transfer {
                    order: details.text_at(&["Refs", "MsgId"]).map(str::to_owned),
                    end_to_end_id: details.text_at(&["Refs", "EndToEndId"]).map(str::to_owned),
                    reference: reference(Some(details)),
                },
                amount,
                outcome,
            });
        }
    }
}

/// The structured reference of a transfer.
fn reference(of: Option<&Node>) -> Option<StructuredReference> {
    let text = of?.text_at(&["RmtInf", "Strd", "CdtrRefInf", "Ref"])?;
    StructuredReference::parse(text).ok()
}

/// An amount in euro, written with a decimal point, as cents.
fn cents(node: &Node) -> Option<EuroCents> {
    let in_euro = node
        .attributes
        .iter()
        .any(|(name, value)| name == "Ccy" && value == "EUR");
    let (euros, rest) = node.text.trim().split_once('.').unwrap_or((node.text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !in_euro || euros.is_empty() || !digits(euros) || !digits(rest) {
        return None;
    }
    let (cents, beyond) = rest.split_at_checked(2).unwrap_or((rest, ""));
    if beyond.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let euros: i64 = euros.parse().ok()?;
    euros.checked_mul(100)?.checked_add(cents).map(EuroCents::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn transfer(order: Option<&str>, id: Option<&str>, digits: Option<&str>) -> About {
        About::Transfer {
            order: order.map(str::to_owned),
            end_to_end_id: id.map(str::to_owned),
            reference: digits.map(|digits| StructuredReference::parse(digits).unwrap()),
        }
    }

    fn rejected_for(reason: Option<&str>) -> BankOutcome {
        BankOutcome::Rejected {
            reason: reason.map(str::to_owned),
        }
    }

    fn pain002(inside: &str) -> Vec<BankAnswer> {
        let file = format!(
            r#"<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>{inside}</CstmrPmtStsRpt></Document>"#
        );
        read_bank_file(file.as_bytes()).unwrap()
    }

    /// A NUL would be refused by one of the stores, a bell by a printer.
    #[test]
    fn what_is_no_letter_of_xml_is_refused() {
        for text in ["\0", "\u{7}", "&#0;", "&#x7;"] {
            let file = format!("<Document><BkToCstmrStmt>{text}</BkToCstmrStmt></Document>");
            assert!(read_bank_file(file.as_bytes()).is_err(), "{text:?}");
        }
        assert!(read_bank_file(b"<Document><BkToCstmrStmt>&#10;\t&#233;</BkToCstmrStmt></Document>").is_ok());
    }

    #[test]
    fn a_rejected_transfer_is_named_with_its_reason_and_an_accepted_one_is_not() {
        let answers = pain002(
            "<OrgnlGrpInfAndSts><OrgnlMsgId>ZK180-ORDER-1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
             <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>RJCT</TxSts>
             <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Closed &amp; gone</AddtlInf></StsRsnInf></TxInfAndSts>
             <TxInfAndSts><OrgnlEndToEndId>B</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>",
        );
        let expected = BankAnswer {
            about: transfer(Some("ZK180-ORDER-1"), Some("A"), None),
            amount: None,
            outcome: rejected_for(Some("AC04: Closed & gone")),
        };
        assert_eq!(answers, [expected]);
    }

    #[test]
    fn an_order_is_rejected_whole() {
        let group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><GrpSts>RJCT</GrpSts>
             <StsRsnInf><Rsn><Prtry>X</Prtry></Rsn></StsRsnInf></OrgnlGrpInfAndSts>";
        let whole = |reason| BankAnswer {
            about: About::Order("M".into()),
            amount: None,
            outcome: rejected_for(reason),
        };
        assert_eq!(pain002(group), [whole(Some("X"))]);
        let block = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>
             <OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>";
        assert_eq!(pain002(block), [whole(None)]);
        assert_eq!(
            pain002("<OrgnlGrpInfAndSts><GrpSts>ACCP</GrpSts></OrgnlGrpInfAndSts>"),
            []
        );
    }

    fn camt(message: &str, part: &str, entries: &str) -> Vec<BankAnswer> {
        let file = format!("<Document><{message}><{part}>{entries}</{part}></{message}></Document>");
        read_bank_file(file.as_bytes()).unwrap()
    }

    fn entry(status: &str, direction: &str, more: &str) -> String {
        format!(
            r#"<Ntry><Amt Ccy="EUR">1339.51</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}<NtryDtls><TxDtls>
               <Refs><EndToEndId>E</EndToEndId></Refs><Amt Ccy="EUR">1339.51</Amt>
               <RmtInf><Strd><CdtrRefInf><Ref>010806817183</Ref></CdtrRefInf></Strd></RmtInf>{more}</TxDtls></NtryDtls></Ntry>"#
        )
    }

    #[test]
    fn booked_debits_are_paid_and_returns_are_not() {
        let about = || transfer(None, Some("E"), Some("010806817183"));
        let answer = |outcome| BankAnswer {
            about: about(),
            amount: Some(EuroCents::new(133_951)),
            outcome,
        };
        for status in ["<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"] {
            for (message, part) in [("BkToCstmrStmt", "Stmt"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn")] {
                assert_eq!(
                    camt(message, part, &entry(status, "DBIT", "")),
                    [answer(BankOutcome::Booked)]
                );
            }
        }
        let returned = "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>";
        assert_eq!(
            camt("BkToCstmrStmt", "Stmt", &entry("<Sts>BOOK</Sts>", "CRDT", returned)),
            [answer(rejected_for(Some("AC01")))]
        );
        for (status, direction) in [("<Sts>PDNG</Sts>", "DBIT"), ("", "DBIT"), ("<Sts>BOOK</Sts>", "CRDT")] {
            assert_eq!(camt("BkToCstmrStmt", "Stmt", &entry(status, direction, "")), []);
        }
    }

    #[test]
    fn amounts_are_whole_cents_of_euro() {
        let read = |text: &str, currency: &str| {
            cents(&Node {
                text: text.to_owned(),
                attributes: vec![("Ccy".to_owned(), currency.to_owned())],
                ..Node::default()
            })
            .map(EuroCents::cents)
        };
        for (text, expected) in [
            ("1", Some(100)),
            ("1.5", Some(150)),
            ("0.05", Some(5)),
            ("1.050", Some(105)),
            ("1.051", None),
            ("-1", None),
            ("", None),
            ("1.2.3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(text, "EUR"), expected, "{text}");
        }
        assert_eq!(read("1", "USD"), None);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        assert_eq!(
            read_bank_file(b"<Document><Other/></Document>"),
            Err(BankFileError::OtherMessage)
        );
        let swelling = b"<!DOCTYPE d [<!ENTITY a \"aaaa\">]><Document>&a;</Document>";
        for bytes in [
            &b""[..],
            b"<Document>",
            b"text",
            b"<a></b>",
            swelling,
            &"<a>".repeat(100).into_bytes(),
        ] {
            assert_eq!(
                read_bank_file(bytes),
                Err(BankFileError::NotXml),
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[<>/A-Za-z&;=\" ]{0,200}") {
            let _ = read_bank_file(&bytes);
            let _ = read_bank_file(format!("<Document>{text}</Document>").as_bytes());
        }
    }
}
