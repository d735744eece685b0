use super::*;

#[test]
fn the_bundled_profile_reads_all_its_examples() {
    assert_eq!(check(Profile::united_states().unwrap()), []);
}

#[test]
fn a_rule_that_does_not_show_two_documents_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
    std::fs::write(folder.path().join("profile.toml"), head).unwrap();
    let words = folder.path().join("lang/en");
    std::fs::create_dir_all(&words).unwrap();
    let bundled = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lang/en");
    for file in std::fs::read_dir(bundled).unwrap().flatten() {
        std::fs::copy(file.path(), words.join(file.file_name())).unwrap();
    }
    let relations = std::fs::read_to_string(words.join("relations.toml")).unwrap();
    // One document twice; another whose words are not those of the row.
    for (from, to, found) in [
        ("[\"EO 13655\",", "[\"EO 9871\",", "none"),
        ("is superseded as of", "ends as of", "words that it does not read"),
    ] {
        let wrong = relations.replacen(from, to, 1);
        assert_ne!(relations, wrong, "{from}");
        std::fs::write(words.join("relations.toml"), wrong).unwrap();
        let faults = check(&Profile::load(folder.path()).unwrap());
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((fault.row.as_str(), fault.found.as_str()), ("supersedes", found));
        assert!(fault.expected.contains("two documents"), "{fault:?}");
    }
}

#[test]
fn what_is_not_read_as_a_row_says_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
    std::fs::write(folder.path().join("profile.toml"), head).unwrap();
    let schemes = crate::profile::ProfileFiles::united_states().get("schemes.toml").to_owned();
    let wrong = schemes.replacen("\"EO 12862\"", "\"EO 12863\"", 1);
    assert_ne!(schemes, wrong, "the example that is altered stands in the file");
    std::fs::write(folder.path().join("schemes.toml"), wrong).unwrap();
    let faults = check(&Profile::load(folder.path()).unwrap());
    let [fault] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((fault.file, fault.row.as_str()), ("schemes.toml", "executive-order"));
    assert_eq!((fault.expected.as_str(), fault.found.as_str()), ("EO 12862", "EO 12863"));
}

#[test]
fn addresses_and_front_matter_show_what_they_serve() {
    for (file, from, to, row, expected) in [
        (
            "bodies.toml",
            "[\"GAO-16-509\",",
            "[\"GAO-15-84\",",
            "government-accountability-office",
            "two documents",
        ),
        ("bodies.toml", "'/WCPD-\\d{4}'", "'/WCPD-\\d{9}'", "president", "a URL of a document"),
        (
            "frame.toml",
            "keys = [\"number\", \"title\", \"date\"]",
            "keys = [\"title\", \"date\"]",
            "policy-number",
            "two makers",
        ),
        (
            "frame.toml",
            "\"resource-name\", \"source\", \"link\"",
            "\"resource\", \"source\", \"link\"",
            "subtitle",
            "two makers",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
        std::fs::write(folder.path().join("profile.toml"), head).unwrap();
        let bundled = crate::profile::ProfileFiles::united_states().get(file).to_owned();
        let wrong = bundled.replacen(from, to, 1);
        assert_ne!(bundled, wrong, "what is altered stands in the file: {from}");
        std::fs::write(folder.path().join(file), wrong).unwrap();
        let faults = check(&Profile::load(folder.path()).unwrap());
        let told =
            faults.iter().any(|f| (f.file, f.row.as_str()) == (file, row) && f.expected.contains(expected));
        assert!(told, "{from}: {faults:?}");
    }
}
