from django.urls import path

from .views import browse, favourites, home, listing_imports, maps, products, seen, shops
from .views.goods import bulk, editor, listing, matrix, pictures, preview, records

app_name = "catalog"

urlpatterns = [
    path("", home.home, name="home"),
    path("c/", home.categories, name="categories"),
    path("c/<str:slug>/", browse.category, name="category"),
    path("p/<int:pk>/", products.product, name="product"),
    path("p/<int:pk>/buy/", products.buy_box, name="buy_box"),
    path("s/<slug:slug>/", shops.shop, name="shop"),
    path("sitemap.xml", maps.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", maps.file, name="sitemap_file"),
    path("robots.txt", maps.robots, name="robots"),
    path("seen/", seen.index, name="seen"),
    path("seen/strip/", seen.strip, name="seen_strip"),
    path("seen/mark/<int:pk>.gif", seen.mark, name="seen_mark"),
    path("seen/clear/", seen.clear, name="seen_clear"),
    path("me/favourites/", favourites.index, name="favourites"),
    path("favourites/<slug:kind>/<int:pk>/", favourites.keep, name="favourite"),
    path("search/", browse.find, name="search"),
    path("search/suggest/", browse.suggest, name="suggest"),
    path("seller/<slug:slug>/goods/", listing.index, name="goods"),
    path("seller/<slug:slug>/goods/new/", editor.create, name="goods_new"),
    path("seller/<slug:slug>/goods/stock/", records.stock_ledger, name="goods_stock"),
    path("seller/<slug:slug>/goods/bulk/", bulk.prepare, name="goods_bulk"),
    path("seller/<slug:slug>/goods/bulk/done/", bulk.done, name="goods_bulk_done"),
    path("seller/<slug:slug>/goods/import/", listing_imports.upload, name="goods_import"),
    path(
        "seller/<slug:slug>/goods/import/template.<str:ending>",
        listing_imports.template,
        name="goods_import_template",
    ),
    path("seller/<slug:slug>/goods/import/<int:pk>/", listing_imports.run, name="goods_import_run"),
    path(
        "seller/<slug:slug>/goods/import/<int:pk>/progress/",
        listing_imports.progress,
        name="goods_import_progress",
    ),
    path("seller/<slug:slug>/goods/import/<int:pk>/undo/", listing_imports.undo, name="goods_import_undo"),
    path(
        "seller/<slug:slug>/goods/import/<int:pk>/<str:what>.<str:ending>",
        listing_imports.report,
        name="goods_import_report",
    ),
    path(
        "seller/<slug:slug>/goods/import/<int:pk>/steps/<str:act>/",
        listing_imports.step,
        name="goods_import_step",
    ),
    path("seller/<slug:slug>/goods/<int:pk>/", editor.edit, name="goods_edit"),
    path("seller/<slug:slug>/goods/<int:pk>/autosave/", editor.autosave, name="goods_autosave"),
    path("seller/<slug:slug>/goods/<int:pk>/fields/", editor.fields, name="goods_fields"),
    path("seller/<slug:slug>/goods/<int:pk>/copy/", editor.copy, name="goods_copy"),
    path("seller/<slug:slug>/goods/<int:pk>/preview/", preview.preview, name="goods_preview"),
    path("seller/<slug:slug>/goods/<int:pk>/skus/", matrix.save_skus, name="goods_skus"),
    path("seller/<slug:slug>/goods/<int:pk>/pictures/", pictures.add, name="goods_picture_add"),
    path("seller/<slug:slug>/goods/<int:pk>/pictures/order/", pictures.reorder, name="goods_picture_order"),
    path(
        "seller/<slug:slug>/goods/<int:pk>/pictures/<int:picture_pk>/<str:act>/",
        pictures.act,
        name="goods_picture_act",
    ),
    path("seller/<slug:slug>/goods/<int:pk>/prices/", records.price_history, name="goods_prices"),
    path("seller/<slug:slug>/goods/<int:pk>/steps/<str:step>/", editor.take_step, name="goods_step"),
]
