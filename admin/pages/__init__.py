"""What all pages share: the layout, how a template becomes an answer, errors, security headers, static files."""
