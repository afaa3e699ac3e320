"""The record of every change and every look."""
