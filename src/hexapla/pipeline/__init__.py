"""The stages in order: the only room that calls the others.

``build``     read -> translate -> render -> write, editions side by side
``editions``  the last three of them for one edition
``catalogs``  read -> extract -> merge
``reports``   coverage and checks
``starting``  new projects and imported chapters
``proofs``    pages of finished PDFs side by side
``doctor``    what the tool stands on
"""
