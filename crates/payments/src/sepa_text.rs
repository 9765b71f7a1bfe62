//! Texts in the SEPA character set: `a–z A–Z 0–9 / - ? : ( ) . , ' +` and the blank.
//!
//! Banks may refuse or change anything else (European Payments Council, EPC217-08). One character becomes one
//! character, as there, so that no text grows.

/// A name as the bank takes it: transliterated, blanks joined and cut off at both ends, at most `max_chars`.
///
/// Letters lose their accent (`Ö` → `O`, `é` → `e`), `&` becomes `+`, curved quotes and long dashes become plain
/// ones, combining marks fall away, and any other character becomes `.`. Empty when nothing but blanks came in.
pub(crate) fn sepa_name(text: &str, max_chars: usize) -> String {
    let plain: String = text.chars().filter_map(transliterated).collect();
    let mut joined = plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    joined.truncate(max_chars); // all is ASCII now: a byte is a character
    joined.truncate(joined.trim_end().len());
    joined
}

/// Whether a text may stand as an identifier without being altered: 1 to 35 characters of the set, no blank
/// at either end, no `/` at either end and no `//` (EPC rules for references).
pub(crate) fn is_identifier(text: &str) -> bool {
    let at_an_edge = |c: char| text.starts_with(c) || text.ends_with(c);
    (1..=35).contains(&text.len())
        && text.chars().all(is_allowed)
        && !at_an_edge(' ')
        && !at_an_edge('/')
        && !text.contains("//")
}

const fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ')
}

/// The character that stands for `c`; `None` for a mark that belongs to the letter before it.
fn transliterated(c: char) -> Option<char> {
    match c {
        _ if is_allowed(c) => Some(c),
        _ if c.is_whitespace() => Some(' '),
        '\u{300}'..='\u{36F}' => None,
        '&' => Some('+'),
        '‘' | '’' | '‛' | '´' | '`' => Some('\''),
        '‐'..='―' | '−' => Some('-'),
        _ => Some(base_letter(c).unwrap_or('.')),
    }
}

/// The plain letter under an accented one of the Latin alphabets (Latin-1, Latin Extended-A, and what Romanian
/// and Vietnamese names add most often).
const fn base_letter(c: char) -> Option<char> {
    let letter = match c {
        'À'..='Æ' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' | 'Ạ' | 'Ả' => 'A',
        'à'..='æ' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' => 'a',
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => 'C',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'Ð' | 'Ď' | 'Đ' => 'D',
        'ð' | 'ď' | 'đ' => 'd',
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ẹ' => 'E',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' => 'e',
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => 'G',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'Ĥ' | 'Ħ' => 'H',
        'ĥ' | 'ħ' => 'h',
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ĳ' => 'I',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ĳ' => 'i',
        'Ĵ' => 'J',
        'ĵ' => 'j',
        'Ķ' => 'K',
        'ķ' | 'ĸ' => 'k',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => 'L',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => 'N',
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => 'n',
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Œ' | 'Ơ' | 'Ọ' => 'O',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'œ' | 'ơ' | 'ọ' => 'o',
        'Ŕ' | 'Ŗ' | 'Ř' => 'R',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' | 'ẞ' => 'S',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ß' => 's',
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' | 'Þ' => 'T',
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'þ' => 't',
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' => 'U',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' => 'u',
        'Ŵ' => 'W',
        'ŵ' => 'w',
        'Ý' | 'Ŷ' | 'Ÿ' => 'Y',
        'ý' | 'ŷ' | 'ÿ' => 'y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        'ź' | 'ż' | 'ž' => 'z',
        _ => return None,
    };
    Some(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_in_the_sepa_character_set() {
        let check = |name: &str, expected: &str| assert_eq!(sepa_name(name, 70), expected, "{name:?}");
        check("Beschut Wonen De Linde", "Beschut Wonen De Linde");
        check("Österreich & Söhne", "Osterreich + Sohne");
        check("Foyer Sainte-Thérèse (Liège)", "Foyer Sainte-Therese (Liege)");
        check("Foyer Sainte-The\u{301}re\u{300}se", "Foyer Sainte-Therese");
        check("’t Huis – ‘De Brug’", "'t Huis - 'De Brug'");
        check("Œuvre Łódź Ærø Straße ĳzer", "Ouvre Lodz Aro Strase izer");
        check("A <b>\"1\"</b>; [x] {y} _z~ €", "A .b..1../b.. .x. .y. .z. .");
        check("  twee \t\n regels\u{a0}\u{2003}hier ", "twee regels hier");
        check("Zorg \u{0} \u{1F3E0}\u{FFFE} 家", "Zorg . .. .");
        check("", "");
        check(" \t\r\n\u{301}", "");
    }

    #[test]
    fn names_are_cut_without_a_blank_at_the_end() {
        assert_eq!(sepa_name(&"é".repeat(70), 70), "e".repeat(70));
        assert_eq!(sepa_name(&"é".repeat(71), 70), "e".repeat(70));
        assert_eq!(sepa_name(&format!("{} b", "a".repeat(69)), 70), "a".repeat(69));
        assert_eq!(
            sepa_name(&format!("{} b", "a".repeat(68)), 70),
            format!("{} b", "a".repeat(68))
        );
    }

    #[test]
    fn identifiers_are_taken_or_refused_never_altered() {
        let longest = "A".repeat(35);
        let too_long = "A".repeat(36);
        for good in ["1", "S-2024-000017", "a b", "A/B", "X+(1):,.'?", &longest] {
            assert!(is_identifier(good), "{good}");
        }
        for bad in [
            "", " A", "A ", "/A", "A/", "A//B", "A_B", "é", "A\n", "A&B", "A\u{0}", &too_long,
        ] {
            assert!(!is_identifier(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_sepa_name(name in any::<String>(), max_chars in 0usize..80) {
            let sepa = sepa_name(&name, max_chars);
            prop_assert!(sepa.chars().all(is_allowed));
            prop_assert!(sepa.len() <= max_chars);
            prop_assert_eq!(sepa.trim(), &sepa);
            prop_assert_eq!(sepa_name(&sepa, max_chars), sepa);
        }
    }
}
