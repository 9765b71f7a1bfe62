//! Taking the fields of an object one by one, naming everything that is wrong by its place.

use std::borrow::Cow;
use std::fmt;

use super::node::Node;
use super::{ISSUES_KEPT, JsonIssue};

/// Where in the document one is: a chain that is written out only when something is wrong there.
#[derive(Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Place(&'p Path<'p>, usize),
}

/// As a JSON pointer (RFC 6901).
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(parent, name) => write!(f, "{parent}/{}", name.replace('~', "~0").replace('/', "~1")),
            Self::Place(parent, place) => write!(f, "{parent}/{place}"),
        }
    }
}

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Issues {
    pub(super) list: Vec<JsonIssue>,
    pub(super) total: u64,
}

impl Issues {
    pub(super) fn add(&mut self, at: Path<'_>, detail: impl Into<String>) {
        self.total += 1;
        if self.list.len() < ISSUES_KEPT {
            self.list.push(JsonIssue {
                pointer: at.to_string(),
                detail: detail.into(),
            });
        }
    }
}

/// An object whose fields are known by name.
pub(super) struct Object<'n> {
    path: Path<'n>,
    fields: &'n [(Cow<'n, str>, Node<'n>)],
}

impl<'n> Object<'n> {
    /// A node as an object with these fields and no others, each at most once.
    pub(super) fn of(path: Path<'n>, node: &'n Node<'n>, known: &[&str], issues: &mut Issues) -> Option<Self> {
        let Node::Object(fields) = node else {
            issues.add(path, "expected an object");
            return None;
        };
        Some(Self::of_fields(path, fields, known, issues))
    }

    pub(super) fn of_fields(
        path: Path<'n>,
        fields: &'n [(Cow<'n, str>, Node<'n>)],
        known: &[&str],
        issues: &mut Issues,
    ) -> Self {
        for (place, (name, _)) in fields.iter().enumerate() {
            if !known.contains(&name.as_ref()) {
                // A name that nobody defined may hold anything, also a person's number: it is not repeated.
                issues.add(
                    path,
                    format!("a field that is not known; known are {}", known.join(", ")),
                );
            } else if fields[..place].iter().any(|(before, _)| before == name) {
                issues.add(Path::Field(&path, name), "this field stands twice");
            }
        }
        Self { path, fields }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'n Node<'n>> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, node)| node)
    }

    /// A field that must be there; `None` when it is not right, which is then named.
    pub(super) fn required<T>(
        &self,
        name: &str,
        issues: &mut Issues,
        read: impl FnOnce(&'n Node<'n>) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        match self.optional(name, issues, read) {
            Some(Some(value)) => Some(value),
            Some(None) => {
                issues.add(Path::Field(&self.path, name), "this field must be there");
                None
            }
            None => None,
        }
    }

    /// A field that may be absent: `Some(None)` then, `None` when it is not right.
    pub(super) fn optional<T>(
        &self,
        name: &str,
        issues: &mut Issues,
        read: impl FnOnce(&'n Node<'n>) -> Result<T, Cow<'static, str>>,
    ) -> Option<Option<T>> {
        let Some(node) = self.get(name) else {
            return Some(None);
        };
        match read(node) {
            Ok(value) => Some(Some(value)),
            Err(expected) => {
                issues.add(Path::Field(&self.path, name), format!("expected {expected}"));
                None
            }
        }
    }
}
