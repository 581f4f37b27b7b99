"""Pages on which a person looks a conversion over: static, without a network; what is decided is kept and exported."""

from wenzhang.review.article import ReviewedArticle, review_article
from wenzhang.review.images import Images
from wenzhang.review.index import Failure, is_index, review_index
from wenzhang.review.page import ASSETS
from wenzhang.review.shared import assets

__all__ = ["ASSETS", "Failure", "Images", "ReviewedArticle", "assets", "is_index", "review_article", "review_index"]
