//! Which module imports from which: `use` lines, paths in the text, and paths in macros, seen through re-exports.

use std::collections::HashMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Item, ItemMod, ItemUse, Macro, UseTree};

use crate::source::File;

/// How many re-exports may stand between a name and its definition.
const MAX_STEPS: usize = 16;

/// One arrow between two files.
pub struct Import {
    /// Index of the file that imports.
    pub from: usize,
    /// Index of the file that defines what is imported.
    pub to: usize,
    /// Where.
    pub line: usize,
}

/// The arrows between the files of one crate.
pub fn imports(files: &[File]) -> Vec<Import> {
    let paths: Vec<Paths> = files.iter().map(Paths::of).collect();
    let modules: HashMap<&[String], usize> =
        files.iter().enumerate().map(|(index, file)| (file.module.as_slice(), index)).collect();
    let map = Map { modules, names: paths.iter().map(|paths| &paths.names).collect() };
    let mut imports = Vec::new();
    for (from, paths) in paths.iter().enumerate() {
        for (path, line) in &paths.used {
            let target = map.resolve(path, MAX_STEPS);
            imports.extend(target.filter(|to| *to != from).map(|to| Import { from, to, line: *line }));
        }
    }
    imports
}

struct Map<'a> {
    modules: HashMap<&'a [String], usize>,
    /// For each file what its top-level `use` lines bring in, by name.
    names: Vec<&'a HashMap<String, Vec<String>>>,
}

impl Map<'_> {
    /// The file in which `path` is defined, as far as modules and re-exports tell.
    fn resolve(&self, path: &[String], steps: usize) -> Option<usize> {
        let mut length = path.len().min(1);
        while length < path.len() && self.modules.contains_key(&path[..length + 1]) {
            length += 1;
        }
        let file = *self.modules.get(&path[..length])?;
        let (Some(next), Some(steps)) = (path.get(length), steps.checked_sub(1)) else { return Some(file) };
        let Some(target) = self.names[file].get(next) else { return Some(file) };
        let onward: Vec<String> = target.iter().chain(&path[length + 1..]).cloned().collect();
        self.resolve(&onward, steps).or(Some(file))
    }
}

/// The absolute paths that a file names.
struct Paths {
    module: Vec<String>,
    used: Vec<(Vec<String>, usize)>,
    names: HashMap<String, Vec<String>>,
    children: Vec<String>,
}

impl Paths {
    fn of(file: &File) -> Self {
        let children = file.syntax.items.iter().filter_map(|item| match item {
            Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        });
        let mut paths =
            Self { module: file.module.clone(), used: Vec::new(), names: HashMap::new(), children: children.collect() };
        for item in &file.syntax.items {
            if let Item::Use(import) = item {
                let mut leaves = Vec::new();
                leaves_of(&import.tree, &mut Vec::new(), &mut leaves);
                for (path, name, _) in leaves {
                    if let (Some(path), Some(name)) = (paths.absolute(&path), name) {
                        paths.names.insert(name, path);
                    }
                }
            }
        }
        paths.visit_file(&file.syntax);
        paths
    }

    /// A path from the crate's root, unless it leads out of the crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = match path.first()?.as_str() {
            "crate" => return Some(path.to_vec()),
            "self" | "super" => self.module.clone(),
            name if self.children.iter().any(|child| child == name) => {
                return Some(self.module.iter().chain(path).cloned().collect());
            }
            _ => return None,
        };
        for name in path {
            match name.as_str() {
                "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(name.clone()),
            }
        }
        Some(base)
    }

    fn add(&mut self, path: &[String], line: usize) {
        self.used.extend(self.absolute(path).map(|path| (path, line)));
    }

    /// Finds `crate::a::b` and `super::a` in tokens that are not parsed.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Ident(first) if first == "crate" || first == "super" => {
                    let mut path = vec![first.to_string()];
                    let line = first.span().start().line;
                    while let [TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(name), ..] =
                        &tokens[at + 1..]
                        && one.as_char() == ':'
                        && two.as_char() == ':'
                    {
                        path.push(name.to_string());
                        at += 3;
                    }
                    self.add(&path, line);
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_use(&mut self, import: &'a ItemUse) {
        let mut leaves = Vec::new();
        leaves_of(&import.tree, &mut Vec::new(), &mut leaves);
        for (path, _, line) in leaves {
            self.add(&path, line);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1
            && let Some(first) = path.segments.first()
        {
            self.add(&names, first.ident.span().start().line);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'a Macro) {
        syn::visit::visit_macro(self, invocation);
        self.scan(invocation.tokens.clone());
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if module.content.is_some() {
            self.module.push(module.ident.to_string());
            syn::visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }
}

/// A path of a `use` line, the name that it brings in (none for a glob), and its line.
type Leaf = (Vec<String>, Option<String>, usize);

fn leaves_of(tree: &UseTree, prefix: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            leaves_of(&path.tree, prefix, leaves);
            prefix.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves_of(tree, prefix, leaves)),
        UseTree::Glob(glob) => leaves.push((prefix.clone(), None, glob.star_token.spans[0].start().line)),
        UseTree::Name(name) => {
            let line = name.ident.span().start().line;
            if name.ident == "self" {
                leaves.push((prefix.clone(), prefix.last().cloned(), line));
            } else {
                let path = prefix.iter().cloned().chain([name.ident.to_string()]).collect();
                leaves.push((path, Some(name.ident.to_string()), line));
            }
        }
        UseTree::Rename(rename) => {
            let path = prefix.iter().cloned().chain([rename.ident.to_string()]).collect();
            leaves.push((path, Some(rename.rename.to_string()), rename.ident.span().start().line));
        }
    }
}
