"""Runs test scripts written for the NixOS test driver against guests in QEMU."""
