"""Rows of the papers: documents, their counters, evidence."""

from documents.models.documents import Counter, Document
from documents.models.evidence import Evidence

__all__ = ["Counter", "Document", "Evidence"]
