"""Payment providers: the mall asks them to take money, they say what became of it. (B12.1)"""
