"""Pages on which a person looks a conversion over: static, without a network; what is decided is kept and exported."""

from wenzhang.review.article import ReviewedArticle, review_article
from wenzhang.review.shared import assets
from wenzhang.review.images import Images
from wenzhang.review.index import Failure, review_index
from wenzhang.review.page import ASSETS

__all__ = ["ASSETS", "Failure", "Images", "ReviewedArticle", "assets", "review_article", "review_index"]
