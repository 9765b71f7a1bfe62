//! A small tree of an XML file, without namespaces' prefixes: what reading an answer of the bank needs, and no more.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::bank_answer::BankFileError;

/// Deeper than any message of ISO 20022.
const MAX_DEPTH: usize = 40;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub(crate) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element at the end of a path of first children.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The text there, without outer blanks; `None` when it is empty.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)
            .map(|node| node.text.trim())
            .filter(|text| !text.is_empty())
    }
}

/// Reads a file. A document type is refused: a bank sends none, and entities of one can swell without bound.
pub(crate) fn read(bytes: &[u8]) -> Result<Node, BankFileError> {
    let text = std::str::from_utf8(bytes).map_err(|_| BankFileError::NotXml)?;
    if text.chars().any(is_no_letter) {
        return Err(BankFileError::NotXml);
    }
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().map_err(|_| BankFileError::NotXml)? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err(BankFileError::NotXml);
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                let node = element(&start)?;
                open.last_mut().ok_or(BankFileError::NotXml)?.children.push(node);
            }
            Event::End(_) => {
                let done = open.pop().ok_or(BankFileError::NotXml)?;
                open.last_mut().ok_or(BankFileError::NotXml)?.children.push(done);
            }
            Event::Text(text) => {
                open.last_mut().ok_or(BankFileError::NotXml)?.text.push_str(&text);
            }
            Event::CData(text) => {
                open.last_mut().ok_or(BankFileError::NotXml)?.text.push_str(&text);
            }
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref().map_err(|_| BankFileError::NotXml)? {
                    Some(letter) if is_no_letter(letter) => return Err(BankFileError::NotXml),
                    Some(letter) => letter.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)
                        .ok_or(BankFileError::NotXml)?
                        .to_owned(),
                };
                open.last_mut().ok_or(BankFileError::NotXml)?.text.push_str(&letter);
            }
            Event::DocType(_) => return Err(BankFileError::NotXml),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(mut root), true) if root.children.len() == 1 => root.children.pop().ok_or(BankFileError::NotXml),
        _ => Err(BankFileError::NotXml),
    }
}

/// What XML does not allow in a text, also not by its number: no store and no screen could hold it.
fn is_no_letter(letter: char) -> bool {
    letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Result<Node, BankFileError> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| BankFileError::NotXml)?;
        attributes.push((attribute.key.as_ref().to_owned(), attribute.value.to_string()));
    }
    Ok(Node {
        name: start.local_name().as_ref().to_owned(),
        attributes,
        ..Node::default()
    })
}
