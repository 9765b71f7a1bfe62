//! An address of ours: a path, and what is chosen in its query.

use std::fmt;

/// A path with its query. What is chosen is changed one name at a time, so that every link of a list keeps the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Address {
    path: String,
    pairs: Vec<(&'static str, String)>,
}

impl Address {
    /// A path without a query.
    pub(crate) fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            pairs: Vec::new(),
        }
    }

    /// The path alone.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What is chosen, in order.
    pub(crate) fn pairs(&self) -> &[(&'static str, String)] {
        &self.pairs
    }

    /// The same with a name set to a value; an empty one takes it away.
    #[must_use]
    pub(crate) fn with(&self, name: &'static str, value: impl ToString) -> Self {
        let mut changed = self.without(name);
        let value = value.to_string();
        if !value.is_empty() {
            changed.pairs.push((name, value));
        }
        changed
    }

    /// The same with a name set when there is a value, and without it otherwise.
    #[must_use]
    pub(crate) fn with_some<T: ToString>(&self, name: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self.without(name),
        }
    }

    /// The same without a name.
    #[must_use]
    pub(crate) fn without(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed.pairs.retain(|(known, _)| *known != name);
        changed
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (place, (name, value)) in self.pairs.iter().enumerate() {
            f.write_str(if place == 0 { "?" } else { "&" })?;
            write!(f, "{name}=")?;
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    write!(f, "{}", char::from(byte))?;
                } else {
                    write!(f, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn what_is_chosen_stands_in_the_query_once() {
        let list = Address::new("/kas/lijst");
        assert_eq!(list.to_string(), "/kas/lijst");
        let sorted = list.with("sorteer", "dag").with("wie", "ik & gij");
        assert_eq!(sorted.to_string(), "/kas/lijst?sorteer=dag&wie=ik%20%26%20gij");
        assert_eq!(sorted.with("sorteer", "").to_string(), "/kas/lijst?wie=ik%20%26%20gij");
        assert_eq!(
            sorted.with_some("wie", None::<&str>).to_string(),
            "/kas/lijst?sorteer=dag"
        );
    }
}
