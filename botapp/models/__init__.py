from botapp.models.pay_message import PayMessage
from botapp.models.session import Session
from botapp.models.update import UpdateClaim
from botapp.models.uploaded_file import UploadedFile

__all__ = ["PayMessage", "Session", "UpdateClaim", "UploadedFile"]
