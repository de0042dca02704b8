"""The portfolio workbook: how an organisation that lives in spreadsheets moves in, and out again."""
