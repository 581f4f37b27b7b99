"""Pages on which a person looks a conversion over: static, without a network; what is decided is kept and exported."""

from wenzhang.review.article import ReviewedArticle, review_article
from wenzhang.review.images import Images
from wenzhang.review.index import Failure, review_index
from wenzhang.review.page import ASSETS, SCRIPT
from wenzhang.review.shared import assets

__all__ = ["ASSETS", "SCRIPT", "Failure", "Images", "ReviewedArticle", "assets", "review_article", "review_index"]
