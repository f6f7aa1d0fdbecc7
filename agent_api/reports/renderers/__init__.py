"""Reports as PDF, workbook, CSV and charts. They write down and compute nothing."""
