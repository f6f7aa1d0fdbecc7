"""What every noun of the application uses: errors, dates, pages, contexts, text. Imports no noun."""
