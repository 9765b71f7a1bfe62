//! Writing an order as pain.001.001.09, in the profile of Belgian banks (billing.md §4).
//!
//! The order of the elements is that of the schema; none of it may be moved.

use std::io::{self, BufWriter, Write};

use identifiers::{Bic, EuroCents};
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use crate::order::{NAME_MAX_CHARS, PaymentError, PaymentOrder, Transfer};
use crate::sepa_text::sepa_name;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

impl PaymentOrder {
    /// Writes the order as one pain.001.001.09 file in UTF-8 (billing.md §4). See the crate's page for what
    /// stands in it.
    ///
    /// # Errors
    /// Every rule of [`PaymentError`] is checked before the first byte is written; after that only
    /// [`PaymentError::Output`] can happen.
    pub fn write_pain001(&self, out: impl Write) -> Result<(), PaymentError> {
        let total = self.checked_total()?;
        let mut xml = Writer::new_with_indent(BufWriter::new(out), b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.create_element("Document")
            .with_attribute(("xmlns", NAMESPACE))
            .write_inner_content(|xml| {
                inside(xml, "CstmrCdtTrfInitn", |xml| {
                    self.write_group_header(xml, total)?;
                    self.write_payment_block(xml, total)
                })
            })?;
        let mut out = xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(())
    }

    fn write_group_header(&self, xml: &mut Writer<impl Write>, total: EuroCents) -> io::Result<()> {
        inside(xml, "GrpHdr", |xml| {
            text(xml, &["MsgId"], &self.message_id)?;
            text(
                xml,
                &["CreDtTm"],
                &self.created_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            )?;
            self.write_count_and_sum(xml, total)?;
            inside(xml, "InitgPty", |xml| {
                text(xml, &["Nm"], &sepa_name(&self.debtor_name, NAME_MAX_CHARS))?;
                let Some(cbe) = self.debtor_cbe else { return Ok(()) };
                inside(xml, "Id", |xml| {
                    inside(xml, "OrgId", |xml| {
                        inside(xml, "Othr", |xml| {
                            text(xml, &["Id"], &cbe.to_string())?;
                            text(xml, &["Issr"], "KBO-BCE")
                        })
                    })
                })
            })
        })
    }

    /// The only payment block. It takes the id of the message: there is one per file.
    fn write_payment_block(&self, xml: &mut Writer<impl Write>, total: EuroCents) -> io::Result<()> {
        inside(xml, "PmtInf", |xml| {
            text(xml, &["PmtInfId"], &self.message_id)?;
            text(xml, &["PmtMtd"], "TRF")?;
            // One booking per transfer: the account statement then names every settlement.
            text(xml, &["BtchBookg"], "false")?;
            self.write_count_and_sum(xml, total)?;
            text(xml, &["PmtTpInf", "SvcLvl", "Cd"], "SEPA")?;
            text(
                xml,
                &["ReqdExctnDt", "Dt"],
                &self.execution_day.strftime("%Y-%m-%d").to_string(),
            )?;
            text(xml, &["Dbtr", "Nm"], &sepa_name(&self.debtor_name, NAME_MAX_CHARS))?;
            text(xml, &["DbtrAcct", "Id", "IBAN"], self.debtor_iban.as_str())?;
            match &self.debtor_bic {
                Some(bic) => write_agent(xml, "DbtrAgt", bic)?,
                // The schema asks for an agent; this is the agreed word for "find it by the account".
                None => text(xml, &["DbtrAgt", "FinInstnId", "Othr", "Id"], "NOTPROVIDED")?,
            }
            text(xml, &["ChrgBr"], "SLEV")?;
            self.transfers
                .iter()
                .try_for_each(|transfer| write_transfer(xml, transfer))
        })
    }

    fn write_count_and_sum(&self, xml: &mut Writer<impl Write>, total: EuroCents) -> io::Result<()> {
        text(xml, &["NbOfTxs"], &self.transfers.len().to_string())?;
        text(xml, &["CtrlSum"], &decimal(total))
    }
}

fn write_transfer(xml: &mut Writer<impl Write>, transfer: &Transfer) -> io::Result<()> {
    inside(xml, "CdtTrfTxInf", |xml| {
        inside(xml, "PmtId", |xml| {
            text(xml, &["InstrId"], &transfer.end_to_end_id)?;
            text(xml, &["EndToEndId"], &transfer.end_to_end_id)
        })?;
        inside(xml, "Amt", |xml| {
            let amount = decimal(transfer.cents);
            let element = xml.create_element("InstdAmt").with_attribute(("Ccy", "EUR"));
            element.write_text_content(BytesText::new(&amount)).map(|_| ())
        })?;
        if let Some(bic) = &transfer.creditor_bic {
            write_agent(xml, "CdtrAgt", bic)?;
        }
        text(
            xml,
            &["Cdtr", "Nm"],
            &sepa_name(&transfer.creditor_name, NAME_MAX_CHARS),
        )?;
        text(xml, &["CdtrAcct", "Id", "IBAN"], transfer.creditor_iban.as_str())?;
        inside(xml, "RmtInf", |xml| {
            inside(xml, "Strd", |xml| {
                inside(xml, "CdtrRefInf", |xml| {
                    inside(xml, "Tp", |xml| {
                        text(xml, &["CdOrPrtry", "Cd"], "SCOR")?;
                        text(xml, &["Issr"], "BBA")
                    })?;
                    text(xml, &["Ref"], &transfer.reference.to_digits())
                })
            })
        })
    })
}

fn write_agent(xml: &mut Writer<impl Write>, name: &str, bic: &Bic) -> io::Result<()> {
    text(xml, &[name, "FinInstnId", "BICFI"], bic.as_str())
}

/// Euros with a point and two decimals, from an amount that the checks found positive.
fn decimal(amount: EuroCents) -> String {
    let cents = amount.cents().unsigned_abs();
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// An element around what `content` writes.
fn inside<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    content: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content).map(|_| ())
}

/// A text in the innermost of nested elements.
fn text<W: Write>(xml: &mut Writer<W>, path: &[&str], value: &str) -> io::Result<()> {
    match path {
        [] => Ok(()),
        [name] => xml
            .create_element(*name)
            .write_text_content(BytesText::new(value))
            .map(|_| ()),
        [name, rest @ ..] => inside(xml, name, |xml| text(xml, rest, value)),
    }
}
