"""Answer templates: worded answers whose blanks are filled with what is known of a petition."""
