//! The recipes of CONTRIBUTING.md, each done as it is printed: the row is added to a copy of the profile, the profile is checked,
//! and the text that the recipe gives is read with the row and without it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::pedigraph;
use std::path::Path;

/// What one recipe says.
struct Recipe {
    name: String,
    /// The file below `data/`.
    file: String,
    /// The list to which its words are added; without one they are added at the end of the file.
    list: Option<String>,
    row: String,
    input: String,
    text: String,
    gives: String,
}

/// The words between two marks.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let start = text.find(from)? + from.len();
    let rest = &text[start..];
    Some(&rest[..rest.find(to)?])
}

fn recipes() -> Vec<Recipe> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).unwrap();
    let sections = text.split("\n### ").skip(1).filter(|s| s.contains("It is tried with"));
    let all = sections.map(|section| {
        let told = |from: &str, to: &str| {
            let found = between(section, from, to).unwrap_or_else(|| panic!("{section}: no {from}"));
            found.to_owned()
        };
        let before = section.split("```").next().unwrap();
        let file = before.split('`').find(|w| w.ends_with(".toml")).unwrap().to_owned();
        Recipe {
            name: section.lines().next().unwrap().to_owned(),
            file,
            list: between(before, "In the list `", "`").map(str::to_owned),
            row: told("```toml\n", "```"),
            input: told("It is tried with `", "`"),
            text: told("```text\n", "```"),
            gives: told("which gives `", "`"),
        }
    });
    all.collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn each_recipe_does_what_it_says() {
    let recipes = recipes();
    let names: Vec<&str> = recipes.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(
        names,
        ["A verb", "A label", "A scheme", "A series", "A head of a column", "A key of front matter"]
    );
    // Each loads the profile three times: side by side they take half as long.
    std::thread::scope(|scope| {
        for recipe in &recipes {
            scope.spawn(|| follow(recipe));
        }
    });
}

/// Does what a recipe says, in a folder of its own.
fn follow(recipe: &Recipe) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let folder = tempfile::tempdir().unwrap();
    for part in ["us", "lang"] {
        copy(&data.join(part), &folder.path().join(part));
    }
    let profile = folder.path().join("us");
    let input = folder.path().join(&recipe.input);
    std::fs::write(&input, &recipe.text).unwrap();
    let read = || {
        let mut command = pedigraph();
        command.arg("--profile").arg(&profile).arg("convert").arg(&input).args(["--format", "nquads"]);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(!read().contains(&recipe.gives), "{}: {} is read without the row", recipe.name, recipe.gives);
    let file = folder.path().join(&recipe.file);
    let old = std::fs::read_to_string(&file).unwrap();
    let new = match &recipe.list {
        None => format!("{old}\n{}", recipe.row),
        Some(list) => old.replacen(&format!("\n{list} = ["), &format!("\n{list} = [{}", recipe.row), 1),
    };
    assert_ne!(old, new, "{}", recipe.name);
    std::fs::write(&file, new).unwrap();
    let checked = pedigraph().args(["profile", "check"]).arg(&profile).output().unwrap();
    let said =
        String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{}: {said}", recipe.name);
    let read = read();
    assert!(
        read.contains(&recipe.gives),
        "{}: {} is not read with the row:\n{read}",
        recipe.name,
        recipe.gives
    );
}
