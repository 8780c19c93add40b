//! The workspace as data: its packages and their arrows, its source files as syntax trees without their tests.

use std::path::Path;
use std::process::Command;

use syn::{Attribute, ImplItem, Item};

/// How one package names another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `[dependencies]` or `[build-dependencies]`.
    Normal,
    /// `[dev-dependencies]`.
    Dev,
}

/// A package of the workspace.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder, relative to the workspace.
    pub folder: String,
    /// The packages that it names.
    pub arrows: Vec<(String, Kind)>,
}

/// A source file.
pub struct File {
    /// Relative to the workspace.
    pub path: String,
    /// `crate`, then a name for each folder and the file.
    pub module: Vec<String>,
    /// How many lines it has outside of its tests.
    pub lines: usize,
    /// What is in it, without its tests.
    pub syntax: syn::File,
}

/// The packages of the workspace, by name.
pub fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let base = text(&metadata, "workspace_root");
    let mut packages: Vec<Package> = list(&metadata, "packages").map(|package| of_package(package, &base)).collect();
    packages.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(packages)
}

fn of_package(package: &serde_json::Value, base: &str) -> Package {
    let manifest = text(package, "manifest_path");
    let folder = manifest.trim_end_matches("/Cargo.toml").trim_start_matches(base).trim_start_matches('/');
    let arrows = list(package, "dependencies")
        .map(|arrow| (text(arrow, "name"), if text(arrow, "kind") == "dev" { Kind::Dev } else { Kind::Normal }))
        .collect();
    Package { name: text(package, "name"), folder: folder.to_owned(), arrows }
}

fn text(value: &serde_json::Value, key: &str) -> String {
    value.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a serde_json::Value, key: &str) -> impl Iterator<Item = &'a serde_json::Value> {
    value.get(key).and_then(serde_json::Value::as_array).into_iter().flatten()
}

/// The source files of a package, by path.
pub fn files(root: &Path, package: &Package) -> Result<Vec<File>, String> {
    let source = if package.folder.is_empty() { "src".to_owned() } else { format!("{}/src", package.folder) };
    rust_files(root, &source).into_iter().map(|path| read(root, &source, path)).collect()
}

/// Every Rust file in a folder and in those inside it, by path.
pub fn rust_files(root: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.append(&mut rust_files(root, &path));
        } else if path.ends_with(".rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(root: &Path, source: &str, path: String) -> Result<File, String> {
    let text = std::fs::read_to_string(root.join(&path)).map_err(|error| format!("{path}: {error}"))?;
    let mut syntax =
        syn::parse_file(&text).map_err(|error| format!("{path}:{}: {error}", error.span().start().line))?;
    let test_lines = strip(&mut syntax.items);
    let module = module(path.trim_start_matches(source).trim_start_matches('/'));
    Ok(File { module, lines: text.lines().count().saturating_sub(test_lines), syntax, path })
}

/// `handshake/client/mod.rs` is the module `crate::handshake::client`.
fn module(path: &str) -> Vec<String> {
    let mut names: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if matches!(names.last(), Some(&"mod")) || (names.len() == 1 && matches!(names[0], "lib" | "main")) {
        names.pop();
    }
    std::iter::once("crate").chain(names).map(str::to_owned).collect()
}

/// Removes what is compiled for tests only; returns how many lines that was.
fn strip(items: &mut Vec<Item>) -> usize {
    let mut lines = 0;
    items.retain_mut(|item| match item {
        Item::Mod(module) if is_test(&module.attrs) => {
            let first = module.attrs.first().map_or(0, |attribute| attribute.pound_token.span.start().line);
            lines += module.content.as_ref().map_or(0, |(brace, _)| brace.span.close().end().line - first + 1);
            false
        }
        Item::Mod(module) => {
            lines += module.content.as_mut().map_or(0, |(_, items)| strip(items));
            true
        }
        Item::Impl(block) => {
            block.items.retain(|item| !matches!(item, ImplItem::Fn(function) if is_test(&function.attrs)));
            !is_test(&block.attrs)
        }
        Item::Fn(function) => !is_test(&function.attrs),
        Item::Use(import) => !is_test(&import.attrs),
        _ => true,
    });
    lines
}

/// Whether something has `#[cfg(test)]` or `#[test]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        syn::Meta::NameValue(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{module, strip};

    #[test]
    fn a_file_is_a_module() {
        assert_eq!(module("lib.rs"), ["crate"]);
        assert_eq!(module("wire/mod.rs"), ["crate", "wire"]);
        assert_eq!(module("wire/lib.rs"), ["crate", "wire", "lib"]);
    }

    #[test]
    fn tests_are_no_part_of_a_file() {
        let mut file = syn::parse_file("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\n").unwrap();
        assert_eq!(strip(&mut file.items), 4);
        assert_eq!(file.items.len(), 1);
    }
}
