"""The daily report to the presidency and the monthly one of the operation: made, kept, sent, shown again."""
