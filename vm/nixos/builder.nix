# A derivation that a shell script makes with the programs of the Debian root.
name: debianKey: text:
derivation {
  inherit name debianKey;
  system = "x86_64-linux";
  builder = "/bin/bash";
  args = [
    "-euc"
    # Nix kills a builder that has closed its output, as many programs do just before they end. So the
    # last command is one of the shell's own.
    "PATH=/usr/bin:/usr/sbin\n${text}\n:"
  ];
}
