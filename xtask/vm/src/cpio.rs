//! Archives that the kernel unpacks as an initrd: cpio, in the format `newc`.

use std::collections::BTreeSet;

/// An archive under construction. Directories above a file come with it.
#[derive(Default)]
pub(crate) struct Archive {
    bytes: Vec<u8>,
    directories: BTreeSet<String>,
    inode: u32,
}

const DIRECTORY: u32 = 0o040_755;
const FILE: u32 = 0o100_644;
const LINK: u32 = 0o120_777;

impl Archive {
    /// A file of root with mode 0644, at an absolute path.
    pub(crate) fn file(&mut self, path: &str, content: &[u8]) {
        self.parents(path);
        self.entry(path, FILE, content);
    }

    /// A symbolic link at an absolute path.
    pub(crate) fn link(&mut self, path: &str, target: &str) {
        self.parents(path);
        self.entry(path, LINK, target.as_bytes());
    }

    /// The archive with its end.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.entry("/TRAILER!!!", 0, b"");
        self.bytes
    }

    fn parents(&mut self, path: &str) {
        let slashes = path.match_indices('/').map(|(at, _)| at).skip(1);
        for at in slashes {
            if self.directories.insert(path[..at].to_owned()) {
                self.entry(&path[..at], DIRECTORY, b"");
            }
        }
    }

    fn entry(&mut self, path: &str, mode: u32, content: &[u8]) {
        let name = path.trim_start_matches('/');
        self.inode += 1;
        let size = u32::try_from(content.len()).expect("a file of a test is small");
        let length = u32::try_from(name.len() + 1).expect("a path is short");
        // inode, mode, uid, gid, links, mtime, size, four device numbers, length of the name, check
        let fields = [self.inode, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, length, 0];
        self.bytes.extend_from_slice(b"070701");
        for field in fields {
            self.bytes
                .extend_from_slice(format!("{field:08x}").as_bytes());
        }
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(0);
        self.pad();
        self.bytes.extend_from_slice(content);
        self.pad();
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn parts_are_aligned_and_parents_come_once() {
        let mut archive = Archive::default();
        archive.file("/etc/a", b"12345");
        archive.link("/etc/b", "a");
        let bytes = archive.finish();
        assert_eq!(bytes.len() % 4, 0);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text.matches("070701").count(), 4, "{text}");
        assert!(text.ends_with("TRAILER!!!\0\0\0\0"), "{text}");
    }

    #[test]
    fn cpio_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::default();
        archive.file("/etc/systemd/unit\\x2d.mount", b"[Mount]\n");
        archive.link("/etc/l", "systemd");
        let file = folder.path().join("archive");
        std::fs::write(&file, archive.finish()).unwrap();
        let cpio = Command::new("cpio")
            .args(["-id", "--quiet", "--no-absolute-filenames"])
            .current_dir(folder.path())
            .stdin(std::fs::File::open(&file).unwrap())
            .stderr(Stdio::inherit())
            .status();
        let Ok(status) = cpio else {
            println!("skipped: cpio is not installed");
            return;
        };
        assert!(status.success());
        let read = std::fs::read_to_string(folder.path().join("etc/l/unit\\x2d.mount"));
        assert_eq!(read.unwrap(), "[Mount]\n");
    }
}
