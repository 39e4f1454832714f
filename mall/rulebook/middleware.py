"""The boundary where a refusal becomes words: recorded after the rollback, shown with a link to its clause."""


class RefusalMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
