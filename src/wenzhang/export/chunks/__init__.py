"""An article in chunks for search and retrieval."""

from wenzhang.export.chunks.chunk import Chunk, ChunkOptions, chunks, to_chunks
from wenzhang.export.chunks.format import FORMAT

__all__ = ["FORMAT", "Chunk", "ChunkOptions", "chunks", "to_chunks"]
