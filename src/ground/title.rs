//! Titles in their normal form.

/// The normal form of a title and the year in it: letters and digits in lower case, single blanks, without the article
/// and the year at the end ("… Act of 1995").
#[must_use]
pub fn title_key(title: &str) -> (String, Option<i32>) {
    let mut key = String::with_capacity(title.len());
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            key.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | '“' | '”' | '"') && !key.ends_with(' ') && !key.is_empty()
        {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    let bare = key.strip_prefix("the ").map(str::to_owned);
    let mut key = bare.unwrap_or(key);
    let year = key.rsplit_once(" of ").and_then(|(head, year)| {
        let year: i32 = year.parse().ok().filter(|y| (1700..2200).contains(y))?;
        head.ends_with(" act").then_some((head.len(), year))
    });
    if let Some((end, _)) = year {
        key.truncate(end);
    }
    (key, year.map(|(_, y)| y))
}

#[cfg(test)]
mod tests {
    use super::title_key;

    #[test]
    fn normal_forms() {
        assert_eq!(
            title_key("The Paperwork Reduction Act of 1995"),
            ("paperwork reduction act".to_owned(), Some(1995))
        );
        assert_eq!(
            title_key("Conducting “Conversations With America”").0,
            "conducting conversations with america"
        );
        assert_eq!(
            title_key("Digital Government – Building a 21st Century").0,
            "digital government building a 21st century"
        );
    }
}
