"""The police (公安机关): leads go over, receipts, filings, refusals and results come back."""
