def callback(request, context):
    return context
