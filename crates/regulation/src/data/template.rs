//! Texts with places for facts: `"… begon op {start}."`.

/// A text cut at its placeholders.
pub(crate) struct Template<'a>(Vec<Part<'a>>);

enum Part<'a> {
    Words(&'a str),
    Fact(&'a str),
}

impl<'a> Template<'a> {
    /// Cuts a text; an error names what is wrong with its braces.
    pub(crate) fn parse(text: &'a str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a brace is not closed")?;
            if name.is_empty()
                || !name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            {
                return Err("between braces stands the name of a fact in small letters");
            }
            if words.contains('}') {
                return Err("a brace is closed that was not opened");
            }
            parts.extend([Part::Words(words), Part::Fact(name)]);
            rest = after;
        }
        if rest.contains('}') {
            return Err("a brace is closed that was not opened");
        }
        parts.push(Part::Words(rest));
        Ok(Self(parts))
    }

    /// The facts that it names, in order, each as often as it stands there.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(|part| match part {
            Part::Fact(name) => Some(*name),
            Part::Words(_) => None,
        })
    }

    /// The text with its facts filled in. A fact that was not given is written as a dash: a sentence with
    /// a hole still helps the reader, no sentence would not.
    pub(crate) fn fill<'f>(&self, fact: impl Fn(&str) -> Option<&'f str>) -> String {
        let words = self.0.iter().map(|part| match part {
            Part::Words(words) => words,
            Part::Fact(name) => fact(name).unwrap_or("–"),
        });
        words.collect()
    }
}
