"""What the steps of a spec's history did to one thing, followed back through every name and place.

Pure: who reads the steps and compares their sides is ``pipeline``. Which thing is which is the
diff's word, never git's.
"""
