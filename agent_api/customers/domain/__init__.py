"""Values and rules of customers' data: the record, documents, phonetic names, masking, and the rows of an import. Pure.

Imports `telephony.phone_numbers` and nothing else of the project. Read `record` first: it holds a customer as one
value, and compares and combines two records.
"""
